import { parseDriverInfo } from '@ironbridge/base';
import type { JsonObject } from '@ironbridge/common';
import ipmitoolSocat, { IpmiConfig, type IpmitoolSocatOptions } from './index.js';
import { warnOfWeaknesses } from './warn-of-weaknesses.js';

function warnings(driverInfo: JsonObject, config: JsonObject = {}): string {
  const all: string[] = [];
  const options = parseDriverInfo(ipmitoolSocat, {
    ipmi_address: '192.0.2.7',
    ...driverInfo,
  }) as IpmitoolSocatOptions;
  warnOfWeaknesses(options, IpmiConfig.parse(config), {
    warn: (warning) => {
      all.push(warning);
    },
  });
  return JSON.stringify(all);
}

const GOOD = { ipmi_username: 'root', ipmi_password: 'a long one', ipmi_cipher_suite: 17 };

describe('warnOfWeaknesses', () => {
  it.each<[string, JsonObject, JsonObject, string]>([
    ['cipher suite 0', { ipmi_cipher_suite: '0' }, {}, 'Cipher suite 0 checks no password'],
    ['an empty password', { ipmi_password: '' }, {}, 'NULL user/password will be utilized'],
    ['the factory password', { ipmi_username: 'ADMIN', ipmi_password: 'ADMIN' }, {}, 'of its factory'],
    ['a password in the environment', {}, { store_cred_in_env: 'true' }, 'store_cred_in_env'],
  ])('warns of %s (CVE-2013-4786 class)', (_, driverInfo, config, words) => {
    expect(warnings({ ...GOOD, ...driverInfo }, config)).toContain(words);
  });

  it('says nothing where all is well', () => {
    expect(warnings(GOOD)).toBe('[]');
  });
});
