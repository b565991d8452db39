import { parseRedfishAddress } from './redfish-address.js';

describe('parseRedfishAddress', () => {
  it.each([
    ['bmc.example', 'https://bmc.example', 'bmc.example'],
    ['192.0.2.7', 'https://192.0.2.7', '192.0.2.7'],
    ['bmc.example:8443', 'https://bmc.example:8443', 'bmc.example'],
    ['http://192.0.2.7/', 'http://192.0.2.7', '192.0.2.7'],
    ['HTTPS://BMC.example:443', 'https://bmc.example', 'bmc.example'],
    ['2001:db8::7', 'https://[2001:db8::7]', '2001:db8::7'],
    ['[2001:DB8:0::7]:8443', 'https://[2001:db8::7]:8443', '2001:db8::7'],
    ['https://[::1]', 'https://[::1]', '::1'],
  ])('reads %s', (text, origin, host) => {
    expect(parseRedfishAddress(text)).toEqual({ origin, host });
  });

  it('takes a path for the root of the service', () => {
    expect(parseRedfishAddress('https://bmc.example/bmc7/redfish/v1')).toEqual({
      origin: 'https://bmc.example',
      host: 'bmc.example',
      rootPrefix: '/bmc7/redfish/v1',
    });
  });

  it.each([
    '',
    ' ',
    'https://',
    'ftp://bmc.example',
    'javascript:alert(1)',
    'https://root:calvin@bmc.example',
    'https://root@bmc.example',
    'bmc.example?x=1',
    'https://bmc.example/?',
    'https://bmc.example/#',
    'https://bmc.example/a b',
    'https://bmc.example\\evil',
    'https:bmc.example',
    'https:///bmc.example',
    'bmc.example:0',
    'bmc.example:65536',
    'bmc.example:',
    'bmc.example\n',
    'bmc_1;touch /tmp/x',
    '$(id)',
    '-oProxy',
    'https://1',
    '0x7f.1',
    '127.1',
    '192.0.2.256',
    '[192.0.2.7]',
    '[2001:db8::7',
    'fe80::1%eth0',
  ])('refuses %j', (text) => {
    expect(parseRedfishAddress(text)).toBeUndefined();
  });
});
