import { parseDriverInfo } from '@ironbridge/base';
import type { JsonObject } from '@ironbridge/common';
import { idracAccess, type IdracAccess } from './idrac-access.js';
import idracSocat, { type IdracSocatOptions } from './index.js';

const LEAST = { drac_address: '192.0.2.7', drac_username: 'root', drac_password: 'secret' };

const access = (driverInfo: JsonObject): IdracAccess =>
  idracAccess(parseDriverInfo(idracSocat, driverInfo) as IdracSocatOptions);

describe('the driver_info of idrac-socat', () => {
  it('needs address, user and password', () => {
    expect(access(LEAST)).toMatchObject({
      host: '192.0.2.7',
      port: 22,
      username: 'root',
      hostKey: undefined,
    });
    expect(access(LEAST).password.reveal()).toBe('secret');
  });

  it('takes the keys for Redfish where those for WS-Man are absent', () => {
    const redfish = {
      redfish_address: 'https://[2001:db8::7]:8443/prefix',
      redfish_username: 'admin',
      redfish_password: 'other',
    };
    expect(access(redfish)).toMatchObject({ host: '2001:db8::7', port: 22, username: 'admin' });
    expect(access({ ...redfish, ...LEAST })).toMatchObject({ host: '192.0.2.7', username: 'root' });
  });

  it.each([
    ['drac_address', {}],
    ['drac_username', { drac_address: 'idrac-1' }],
    ['drac_address', { ...LEAST, drac_address: '-oProxyCommand=id' }],
    ['drac_address', { ...LEAST, drac_address: 'host -oProxyCommand=id' }],
    ['drac_address', { ...LEAST, drac_address: '$(id)' }],
    ['drac_address', { ...LEAST, drac_address: "192.0.2.7,EXEC:'id'" }],
    ['drac_username', { ...LEAST, drac_username: 'root\n-oProxyCommand=id' }],
    ['drac_username', { ...LEAST, drac_username: '-oProxyCommand=id' }],
    ['drac_username', { ...LEAST, drac_username: 'root -oProxyCommand=id' }],
    ['drac_username', { ...LEAST, drac_username: '$(id)' }],
    ['redfish_username', { ...LEAST, redfish_username: '`id`' }],
    ['drac_username', { ...LEAST, drac_username: '' }],
    ['drac_password', { ...LEAST, drac_password: 'two\nlines' }],
    ['drac_password', { ...LEAST, drac_password: 'x'.repeat(128) }],
    ['drac_ssh_port', { ...LEAST, drac_ssh_port: '22 -o ProxyCommand=id' }],
    ['drac_ssh_port', { ...LEAST, drac_ssh_port: 65536 }],
    ['drac_ssh_host_key', { ...LEAST, drac_ssh_host_key: 'SHA256:abc' }],
  ])('refuses, by key, a %s that cannot be', (key, driverInfo) => {
    expect(() => access(driverInfo)).toThrow(key);
  });
});
