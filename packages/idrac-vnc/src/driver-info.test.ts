import { DriverInfoError, driverInfoProperties, parseDriverInfo } from '@ironbridge/base';
import type { JsonObject } from '@ironbridge/common';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IdracVncOptions } from './driver-info.js';
import manifest from './manifest.js';

const parse = (driverInfo: JsonObject): IdracVncOptions =>
  parseDriverInfo(manifest, { redfish_address: 'bmc.example', ...driverInfo }) as IdracVncOptions;

describe('IdracVncDriverInfo', () => {
  it('needs an address and has defaults for the rest', () => {
    expect(parse({})).toEqual({
      redfish_address: { origin: 'https://bmc.example', host: 'bmc.example' },
      redfish_auth_type: 'auto',
      drac_path: '/wsman',
      drac_vnc_protocol: 'auto',
    });
  });

  it.each([
    [true, true],
    [false, false],
    ['False', false],
    ['no', false],
    ['1', true],
    ['/etc/ssl/ca.pem', '/etc/ssl/ca.pem'],
  ])('reads redfish_verify_ca %j', (value, meant) => {
    expect(parse({ redfish_verify_ca: value }).redfish_verify_ca).toBe(meant);
  });

  it('takes numbers as the digits that clients send', () => {
    expect(parse({ drac_vnc_port: '5901', drac_vnc_timeout: 60 })).toMatchObject({
      drac_vnc_port: 5901,
      drac_vnc_timeout: 60,
    });
  });

  it.each([
    ['disabled', 'Disabled'],
    ['auto', 'Auto Negotiate'],
    ['128bit', '128-Bit or higher'],
    ['168bit', '168-Bit or higher'],
    ['256bit', '256-Bit or higher'],
  ])('reads drac_vnc_ssl_bitlength %s as the value of the iDRAC', (value, meant) => {
    expect(parse({ drac_vnc_ssl_bitlength: value }).drac_vnc_ssl_bitlength).toBe(meant);
  });

  it.each<JsonObject>([
    { redfish_address: 'https://root:calvin@bmc.example' },
    { redfish_address: 7 },
    { redfish_system_id: 1 },
    { redfish_system_id: 'Systems/1' },
    { redfish_system_id: '//evil.example/1' },
    { redfish_username: 5 },
    { redfish_password: true },
    { redfish_verify_ca: 'perhaps' },
    { redfish_verify_ca: 1 },
    { redfish_auth_type: 'digest' },
    { redfish_tls_minimum_version: '1.0' },
    { redfish_tls_ciphers: '' },
    { vnc_password: '' },
    { vnc_password: '123456789' },
    { vnc_password: 'pässword' },
    { vnc_password: 'tab\there' },
    { drac_address: 'https://bmc.example' },
    { drac_address: 'bmc.example:443' },
    { drac_address: 'bmc.example/wsman' },
    { drac_port: 0 },
    { drac_path: 'no/slash' },
    { drac_path: '//evil.example/wsman' },
    { drac_protocol: 'ftp' },
    { drac_username: 5 },
    { drac_verify_ca: 'perhaps' },
    { drac_vnc_protocol: 'ipmi' },
    { drac_vnc_port: 1023 },
    { drac_vnc_port: '65536' },
    { drac_vnc_port: '5901 ' },
    { drac_vnc_port: 5901.5 },
    { drac_vnc_timeout: 59 },
    { drac_vnc_timeout: '10801' },
    { drac_vnc_ssl_bitlength: '64bit' },
    { drac_vnc_ssl_bitlength: 128 },
  ])('refuses %j and names the key, not the value', (driverInfo) => {
    const [[key, value] = ['', '']] = Object.entries(driverInfo);
    let error: unknown;
    try {
      parse(driverInfo);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(DriverInfoError);
    expect(error).toMatchObject({ kind: 'invalid-input', keys: [key] });
    expect(String(error)).toContain(`driver_info/${key}: `);
    if (typeof value === 'string' && value.length > 3) expect(String(error)).not.toContain(value);
  });

  it("tells a missing address in Ironic's words", () => {
    expect(() => parseDriverInfo(manifest, {})).toThrow(
      'Missing the following Redfish properties in driver_info: redfish_address',
    );
  });

  it.each([
    ['bmc.example', 'bmc.example'],
    ['192.0.2.7', '192.0.2.7'],
    ['2001:db8::7', '2001:db8::7'],
  ])('takes drac_address %s in place of redfish_address', (drac_address, host) => {
    expect(parseDriverInfo(manifest, { drac_address })).toMatchObject({ drac_address: host });
  });

  it('requires nothing by itself, and marks the passwords secret', () => {
    const properties = [...driverInfoProperties(manifest.driverInfo)];
    expect(properties.filter(([, { required }]) => required)).toEqual([]);
    expect(properties.filter(([, { secret }]) => secret).map(([key]) => key)).toEqual([
      'redfish_password',
      'drac_password',
      'vnc_password',
    ]);
  });
});

describe('README', () => {
  it('has the options and their descriptions as the schema has them', () => {
    const readme = readFileSync(join(__dirname, '..', 'README.md'), 'utf8');
    const rows = [...readme.matchAll(/^\| `([a-z_]+)` +\| (.*?) +\|$/gm)].map(([, key, text]) => [key, text]);
    const properties = [...driverInfoProperties(manifest.driverInfo)];
    expect(rows).toEqual(properties.map(([key, { description }]) => [key, description]));
  });
});
