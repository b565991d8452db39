import type { Task } from '@ironbridge/base';
import type { IpmitoolSocatOptions } from './driver-info.js';
import type { IpmiOptions } from './ipmi-config.js';

/** Warns of what lets others into the BMC. */
export function warnOfWeaknesses(
  options: IpmitoolSocatOptions,
  config: IpmiOptions,
  task: Pick<Task, 'warn'>,
): void {
  const { ipmi_username: username = '', ipmi_password: password, ipmi_cipher_suite: cipherSuite } = options;
  if (cipherSuite === 0) {
    task.warn(
      'Cipher suite 0 checks no password: whoever reaches this BMC is let in (CVE-2013-4782). Set driver_info/ipmi_cipher_suite to 17 or 3.',
    );
  }
  if (username === '' || password === undefined || password.reveal() === '') {
    task.warn('driver_info/ipmi_username or ipmi_password is not set: NULL user/password will be utilized.');
  } else if (username.toUpperCase() === 'ADMIN' && password.reveal() === 'ADMIN') {
    task.warn('The BMC has the user and password of its factory; change them.');
  }
  if (config.store_cred_in_env) {
    task.warn(
      '[ipmi] store_cred_in_env: the password of the BMC is in the environment of ipmitool, for every process of this user to read.',
    );
  }
}
