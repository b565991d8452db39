import type { Logger } from '@ironbridge/common';
import type { IpmitoolSocatOptions } from './driver-info.js';
import type { IpmiOptions } from './ipmi-config.js';

/** Tells the log what lets others into the BMC. */
export function warnOfWeaknesses(options: IpmitoolSocatOptions, config: IpmiOptions, log: Logger): void {
  const { ipmi_username: username = '', ipmi_password: password, ipmi_cipher_suite: cipherSuite } = options;
  if (cipherSuite === 0) {
    log.warn(
      { cve: 'CVE-2013-4782' },
      'Cipher suite 0 checks no password: whoever reaches this BMC is let in. Set driver_info/ipmi_cipher_suite to 17 or 3',
    );
  }
  if (username === '' || password === undefined || password.reveal() === '') {
    log.warn('driver_info/ipmi_username or ipmi_password is not set: NULL user/password will be utilized');
  } else if (username.toUpperCase() === 'ADMIN' && password.reveal() === 'ADMIN') {
    log.warn('The BMC has the user and password of its factory; change them');
  }
  if (config.store_cred_in_env) {
    log.warn(
      '[ipmi] store_cred_in_env: the password of the BMC is in the environment of ipmitool, for every process of this user to read',
    );
  }
}
