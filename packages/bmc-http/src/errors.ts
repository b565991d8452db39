import { IronbridgeError } from '@ironbridge/common';

/** Prefix of the driver_info keys that lead to the BMC, which messages name. */
export type BmcSettings = 'redfish' | 'drac';

/** No HTTP conversation with the BMC came about, or it broke off. */
export class BmcUnreachableError extends IronbridgeError {
  public readonly code = 'ERR_BMC_UNREACHABLE';
  public readonly kind = 'unavailable';
  /** Origin of the BMC, such as `https://192.0.2.7`. */
  public readonly address: string;
  /** Node's code for what happened, such as `ECONNREFUSED`. */
  public readonly reason: string;
  /** False where no connection was made, so that the BMC cannot have seen the request. */
  public readonly wasConnected: boolean;

  public constructor(address: string, reason: string, wasConnected: boolean) {
    super(
      `The BMC at ${address} cannot be reached (${reason}); check its address, the network and that it is on`,
    );
    this.address = address;
    this.reason = reason;
    this.wasConnected = wasConnected;
  }
}

/** The BMC took longer than the request, or the whole task, may take. */
export class BmcTimeoutError extends IronbridgeError {
  public readonly code = 'ERR_BMC_TIMEOUT';
  public readonly kind = 'timeout';
  public readonly address: string;

  public constructor(address: string, request: string) {
    super(`The BMC at ${address} did not answer ${request} in time`);
    this.address = address;
  }
}

/** The BMC answers, but cannot serve now: 429, a server error that may pass, or Dell's SYS518 «not ready». */
export class BmcBusyError extends IronbridgeError {
  public readonly code = 'ERR_BMC_BUSY';
  public readonly kind = 'unavailable';
  public readonly status: number;
  /** True where the BMC says that it did not even begin, so that any request may be repeated. */
  public readonly isNotReady: boolean;
  /** What `Retry-After` asks for, in milliseconds; 0 where it asks for nothing. */
  public readonly retryAfterMs: number;

  public constructor(message: string, facts: { status: number; isNotReady: boolean; retryAfterMs: number }) {
    super(message);
    this.status = facts.status;
    this.isNotReady = facts.isNotReady;
    this.retryAfterMs = facts.retryAfterMs;
  }
}

/** The BMC refused the username or the password. They are never tried again: some BMCs lock the account. */
export class BmcCredentialsError extends IronbridgeError {
  public readonly code = 'ERR_BMC_CREDENTIALS';
  public readonly kind = 'refused';
  public readonly address: string;

  public constructor(address: string, settings: BmcSettings, bmcMessage: string) {
    super(
      `The BMC at ${address} refused the credentials; correct driver_info/${settings}_username and ` +
        `driver_info/${settings}_password${bmcMessage === '' ? '' : `. It said: ${bmcMessage}`}`,
    );
    this.address = address;
  }
}

/** The BMC knows the user, who may not do this (403). */
export class BmcPrivilegeError extends IronbridgeError {
  public readonly code = 'ERR_BMC_PRIVILEGE';
  public readonly kind = 'refused';
  public readonly address: string;

  public constructor(address: string, settings: BmcSettings, request: string, bmcMessage: string) {
    super(
      `The BMC at ${address} does not allow its user ${request}; give the user of driver_info/${settings}_username ` +
        `the privilege to configure the BMC${bmcMessage === '' ? '' : `. It said: ${bmcMessage}`}`,
    );
    this.address = address;
  }
}

/** The BMC's certificate is not trusted, or names another host. */
export class BmcCertificateError extends IronbridgeError {
  public readonly code = 'ERR_BMC_CERTIFICATE';
  public readonly kind = 'refused';
  public readonly address: string;
  /** Node's code for what is wrong, such as `DEPTH_ZERO_SELF_SIGNED_CERT`. */
  public readonly reason: string;

  public constructor(address: string, settings: BmcSettings, reason: string) {
    super(
      `The certificate of the BMC at ${address} is not trusted (${reason}); set driver_info/${settings}_verify_ca to the ` +
        'file of the CA that signed it, or to False to trust any certificate',
    );
    this.address = address;
    this.reason = reason;
  }
}

/** The CA file cannot be used. */
export class CaFileError extends IronbridgeError {
  public readonly code = 'ERR_CA_FILE';
  public readonly kind = 'invalid-input';
  public readonly path: string;

  public constructor(path: string, settings: BmcSettings, problem: string, options?: ErrorOptions) {
    super(`The CA file ${path} named by driver_info/${settings}_verify_ca ${problem}`, options);
    this.path = path;
  }
}

/** What answers speaks neither HTTP nor TLS as it should, or says too much. */
export class BmcProtocolError extends IronbridgeError {
  public readonly code = 'ERR_BMC_PROTOCOL';
  public readonly kind = 'protocol';
}
