import { parseDriverInfo, type Node } from '@ironbridge/base';
import type { JsonObject } from '@ironbridge/common';
import ipmitoolSocat, { type IpmitoolSocatOptions } from './index.js';
import { bridgingProblem } from './bridging-problem.js';
import { IpmitoolSocatConsole } from './ipmitool-socat-console.js';

const parse = (driverInfo: JsonObject): IpmitoolSocatOptions =>
  parseDriverInfo(ipmitoolSocat, { ipmi_address: '192.0.2.7', ...driverInfo }) as IpmitoolSocatOptions;

describe('driver_info of ipmitool-socat', () => {
  it.each(['192.0.2.7', '2001:db8::7', 'bmc-1.example.org', 'localhost', 'BMC1'])(
    'takes the address %s',
    (address) => {
      expect(parse({ ipmi_address: address }).ipmi_address).toBe(address);
    },
  );

  it.each([
    '-o',
    '-f/etc/passwd',
    '127.0.0.1;touch /tmp/x',
    '$(touch /tmp/x)',
    '`id`',
    '127.0.0.1,EXEC:id',
    '127.0.0.1\n-f',
    'a b',
    '',
    'bmc-',
    '[::1]',
    `${'a'.repeat(64)}.example`,
  ])('refuses the address %j by its key (LP#2148331, CVE-2026-42510)', (address) => {
    expect(() => parse({ ipmi_address: address })).toThrow(
      'driver_info/ipmi_address: Invalid IPMI address. Must be a valid IP address or hostname.',
    );
  });

  it("asks for the address in Ironic's words", () => {
    expect(() => parseDriverInfo(ipmitoolSocat, {})).toThrow(
      "Missing the following IPMI credentials in node's driver_info: ['ipmi_address'].",
    );
  });

  it.each<[string, JsonObject, string]>([
    ['ipmi_port', { ipmi_port: '623 -o' }, 'must be an integer from 1 to 65535'],
    ['ipmi_port', { ipmi_port: '-1' }, 'must be an integer from 1 to 65535'],
    ['ipmi_terminal_port', { ipmi_terminal_port: '70000' }, 'must be an integer from 1 to 65535'],
    ['ipmi_username', { ipmi_username: 'root\n-o' }, 'must not hold a line break or NUL'],
    ['ipmi_username', { ipmi_username: 'a'.repeat(17) }, 'is longer than the 16 bytes that IPMI allows'],
    ['ipmi_password', { ipmi_password: 'pass\nword' }, 'must not hold a line break or NUL'],
    ['ipmi_password', { ipmi_password: 'é'.repeat(11) }, 'is longer than the 20 bytes that IPMI allows'],
    ['ipmi_priv_level', { ipmi_priv_level: 'operator' }, 'Invalid privilege level value'],
    ['ipmi_protocol_version', { ipmi_protocol_version: '3' }, 'the valid value can be one of 2.0, 1.5'],
    ['ipmi_cipher_suite', { ipmi_cipher_suite: 'best' }, 'must be an integer from 0 to 255'],
    ['ipmi_hex_kg_key', { ipmi_hex_kg_key: 'abc' }, 'Number of ipmi_hex_kg_key characters is not even'],
    ['ipmi_hex_kg_key', { ipmi_hex_kg_key: '-o' }, 'must be at most 40 hexadecimal digits'],
    ['ipmi_hex_kg_key', { ipmi_hex_kg_key: 'ab00cd' }, 'has a zero byte before its end'],
    ['ipmi_bridging', { ipmi_bridging: 'triple' }, "can be one of: ['single','dual','no']"],
    ['ipmi_target_channel', { ipmi_target_channel: '-o' }, 'must be a number from 0 to 255'],
    ['ipmi_target_address', { ipmi_target_address: '0x100' }, 'must be a number from 0 to 255'],
  ])('refuses a wrong %s: %j', (key, driverInfo, message) => {
    expect(() => parse(driverInfo)).toThrow(`driver_info/${key}: `);
    expect(() => parse(driverInfo)).toThrow(message);
  });

  it('takes numbers for text, and a key that ends in zeros', () => {
    const options = parse({
      ipmi_username: 7,
      ipmi_password: 123,
      ipmi_hex_kg_key: '10ab0000',
      ipmi_port: 624,
    });
    expect([options.ipmi_username, options.ipmi_password?.reveal(), options.ipmi_port]).toEqual([
      '7',
      '123',
      624,
    ]);
    expect(options.ipmi_hex_kg_key?.reveal()).toBe('10ab0000');
  });

  it('repeats no secret in a message', () => {
    for (const driverInfo of [{ ipmi_password: 'hush-hush\nhush-hush' }, { ipmi_hex_kg_key: 'hush-hush!' }]) {
      expect(() => parse(driverInfo)).toThrow(/^(?!.*hush)/s);
    }
  });
});

describe('bridgingProblem', () => {
  const channel = { ipmi_target_channel: '7', ipmi_target_address: '0x82' };

  it.each<[JsonObject, readonly string[]]>([
    [{ ipmi_bridging: 'single' }, ['ipmi_target_channel', 'ipmi_target_address']],
    [{ ipmi_bridging: 'dual', ...channel }, ['ipmi_transit_channel', 'ipmi_transit_address']],
  ])('names what %j lacks', (driverInfo, keys) => {
    const problem = bridgingProblem(parse(driverInfo));
    expect(problem?.keys).toEqual(keys);
    expect(problem?.message).toContain('not provided');
  });

  it('has nothing to say where all is there', () => {
    expect(bridgingProblem(parse({ ipmi_bridging: 'single', ...channel }))).toBeUndefined();
    expect(bridgingProblem(parse({}))).toBeUndefined();
  });
});

describe('validate', () => {
  const validate = (driverInfo: JsonObject): void => {
    IpmitoolSocatConsole.prototype.validate({} as Node, parse(driverInfo));
  };

  it('refuses IPMI 1.5, which has no serial over LAN', () => {
    expect(() => {
      validate({ ipmi_protocol_version: 1.5 });
    }).toThrow('Serial over lan only works with IPMI protocol version 2.0');
    expect(() => {
      validate({ ipmi_protocol_version: '1.5', ipmi_cipher_suite: 3 });
    }).toThrow('Cipher suites cannot be used with IPMI 1.5');
  });
});
