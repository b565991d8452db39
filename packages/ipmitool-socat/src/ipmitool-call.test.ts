import { parseDriverInfo } from '@ironbridge/base';
import type { JsonObject } from '@ironbridge/common';
import ipmitoolSocat, { type IpmitoolSocatOptions } from './index.js';
import { ipmitoolCall, type IpmitoolCall } from './ipmitool-call.js';

function call(driverInfo: JsonObject, storesPasswordInEnv = false, cipherSuite?: string): IpmitoolCall {
  const options = parseDriverInfo(ipmitoolSocat, {
    ipmi_address: '192.0.2.7',
    ...driverInfo,
  }) as IpmitoolSocatOptions;
  return ipmitoolCall({ options, cipherSuite, storesPasswordInEnv }, (next) => ['exec', next]);
}

const revealed = ({ secrets }: IpmitoolCall): readonly string[] =>
  secrets.map((secret) => Buffer.from(secret.reveal()).toString('latin1'));

describe('ipmitoolCall', () => {
  it("has Ironic's order of arguments", () => {
    const { file, args } = call(
      {
        ipmi_port: 624,
        ipmi_username: 'root',
        ipmi_password: 'secret',
        ipmi_priv_level: 'OPERATOR',
        ipmi_bridging: 'dual',
        ipmi_local_address: '0x20',
        ipmi_transit_channel: '1',
        ipmi_transit_address: '0x82',
        ipmi_target_channel: 7,
        ipmi_target_address: '0x72',
      },
      false,
      '17',
    );
    expect(file).toBe('ipmitool');
    expect(args.join(' ')).toBe(
      '-I lanplus -H 192.0.2.7 -L OPERATOR -p 624 -U root -C 17 -m 0x20 -B 1 -T 0x82 -b 7 -t 0x72 -f /dev/fd/3 exec /dev/fd/4',
    );
  });

  it('leaves out what is not given, and addresses that the bridging does not use', () => {
    const { args } = call({ ipmi_transit_channel: '1', ipmi_target_channel: '2', ipmi_username: '' });
    expect(args.join(' ')).toBe('-I lanplus -H 192.0.2.7 -L ADMINISTRATOR -f /dev/fd/3 exec /dev/fd/4');
    const single = {
      ipmi_bridging: 'single',
      ipmi_target_channel: '7',
      ipmi_target_address: '1',
      ipmi_transit_channel: '1',
    };
    expect(call(single).args.join(' ')).toContain('ADMINISTRATOR -b 7 -t 1 -f');
  });

  it('gives the null password as one NUL, since an empty file makes ipmitool ask', () => {
    expect(revealed(call({}))).toEqual(['\0']);
    expect(revealed(call({ ipmi_password: '' }))).toEqual(['\0']);
  });

  it('has a user name with a dash or a quote as one argument', () => {
    for (const name of ['-o list', '"; id', "',EXEC:id"]) {
      const { args } = call({ ipmi_username: name });
      expect(args[args.indexOf('-U') + 1]).toBe(name);
    }
  });

  it('has no secret in arguments and environment', () => {
    const made = call({ ipmi_password: 'hush-hush', ipmi_hex_kg_key: '68757368ff' });
    expect(JSON.stringify([made.file, made.args, made.env])).not.toMatch(/hush|68757368/);
    expect(revealed(made)).toEqual(['hush-hush', 'hush\xff']);
    expect(made.args.slice(2)).toEqual(
      expect.arrayContaining(['/dev/fd/4', '-K', '-f', '/dev/fd/3', 'exec', '/dev/fd/5']),
    );
  });

  it('puts the password into the environment where [ipmi] store_cred_in_env says so', () => {
    const made = call({ ipmi_password: 'secret' }, true);
    expect(made).toMatchObject({ env: { IPMI_PASSWORD: 'secret' }, secrets: [] });
    expect(made.args.slice(-3)).toEqual(['-E', 'exec', '/dev/fd/3']);
  });
});
