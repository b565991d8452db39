import { IronbridgeError } from '@ironbridge/common';

/** The switch refuses the login. It is not tried again: each try may count towards a lock-out. */
export class CredentialsError extends IronbridgeError {
  public readonly code = 'ERR_MY_KVM_CREDENTIALS';
  public readonly kind = 'refused';

  public constructor(address: string) {
    super(`The KVM switch at ${address} refuses acme_username or acme_password of driver_info`);
  }
}

/** The switch does not answer, or says that it cannot now. */
export class SwitchUnavailableError extends IronbridgeError {
  public readonly code = 'ERR_MY_KVM_UNAVAILABLE';
  public readonly kind = 'unavailable';

  /** @param reason a system's or HTTP's word for it, such as `ECONNREFUSED` or `HTTP 503` */
  public constructor(address: string, reason: string) {
    super(`The KVM switch at ${address} cannot be used now (${reason})`);
  }
}

/** The switch answered something that no KVM switch of Acme's answers. */
export class SwitchAnswerError extends IronbridgeError {
  public readonly code = 'ERR_MY_KVM_ANSWER';
  public readonly kind = 'protocol';

  public constructor(address: string, reason: string) {
    super(
      `What answers at ${address} is no KVM switch of Acme's (${reason}); check driver_info/acme_address`,
    );
  }
}

/** The switch accepted the settings and does not have them. */
export class SettingIgnoredError extends IronbridgeError {
  public readonly code = 'ERR_MY_KVM_SETTING_IGNORED';
  public readonly kind = 'refused';

  public constructor(address: string) {
    super(`The KVM switch at ${address} accepted the settings of its VNC server and did not apply them`);
  }
}
