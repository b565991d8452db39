import { ForeignOriginError, RedfishProtocolError } from './errors.js';
import { resolveLink } from './resolve-link.js';

const ORIGIN = 'https://bmc.example';

describe('resolveLink', () => {
  it.each([
    ['/redfish/v1/Systems/1', '/redfish/v1/Systems/1'],
    ['https://bmc.example/redfish/v1?x=1', '/redfish/v1?x=1'],
    ['https://BMC.example:443/a', '/a'],
    ['/redfish/v1/Chassis#/Thermal', '/redfish/v1/Chassis'],
    ['b', '/redfish/b'],
  ])('keeps %s on the BMC', (link, path) => {
    expect(resolveLink(ORIGIN, link, '/redfish/a')).toBe(path);
  });

  it.each([
    'https://evil.example/redfish/v1',
    'http://bmc.example/redfish/v1',
    'https://bmc.example:8443/',
    '//evil.example/',
    '/\\evil.example/',
    '\\\\evil.example\\',
    '/\t/evil.example/',
    ' //evil.example/',
    'https://bmc.example@evil.example/',
    'https://user:secret@bmc.example/',
    'https://bmc.example.evil.example/',
    'javascript:alert(1)',
    'file:///etc/passwd',
  ])('refuses %j', (link) => {
    expect(() => resolveLink(ORIGIN, link)).toThrow(ForeignOriginError);
  });

  it('gives a path that resolves to the BMC again when it starts with several slashes', () => {
    const path = resolveLink(ORIGIN, 'https://bmc.example//evil.example/x');
    expect(new URL(path, ORIGIN).origin).toBe(ORIGIN);
  });

  it('refuses what is no URL', () => {
    expect(() => resolveLink(ORIGIN, 'https://[')).toThrow(RedfishProtocolError);
  });
});
