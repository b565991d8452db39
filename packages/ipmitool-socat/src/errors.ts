import { IronbridgeError } from '@ironbridge/common';

/** The BMC does not let this user in. */
export class IpmiCredentialsError extends IronbridgeError {
  public readonly code = 'ERR_IPMI_CREDENTIALS';
  public readonly kind = 'refused';

  public constructor(address: string, what: 'user' | 'password' | 'key' | 'privilege') {
    super(
      `The BMC at ${address} ${
        {
          user: 'knows no such user, or does not let it in over the network; check driver_info/ipmi_username',
          password: 'refused the password; check driver_info/ipmi_password',
          key: 'refused the key; check driver_info/ipmi_hex_kg_key, which is needed only where the BMC has a key of its own',
          privilege:
            'gives this user less than driver_info/ipmi_priv_level; lower that, or give the user more on the BMC',
        }[what]
      }`,
    );
  }
}

/** The BMC accepts none of the cipher suites that were tried. */
export class IpmiCipherSuiteError extends IronbridgeError {
  public readonly code = 'ERR_IPMI_CIPHER_SUITE';
  public readonly kind = 'refused';
  public readonly tried: readonly string[];

  public constructor(address: string, tried: readonly string[]) {
    super(
      `The BMC at ${address} does not accept ${
        tried.length === 0 ? "ipmitool's choice of a cipher suite" : `cipher suite ${tried.join(' or ')}`
      }; set driver_info/ipmi_cipher_suite or [ipmi] cipher_suite_versions to one that it has, such as 17 or 3`,
    );
    this.tried = tried;
  }
}

/** Serial over LAN is switched off. */
export class SolDisabledError extends IronbridgeError {
  public readonly code = 'ERR_IPMI_SOL_DISABLED';
  public readonly kind = 'refused';

  public constructor(address: string) {
    super(
      `Serial over LAN is switched off on the BMC at ${address}; switch it on there, such as with 'ipmitool sol set enabled true'`,
    );
  }
}

/** Another session has the serial line, which the BMC gives to one at a time. */
export class SolBusyError extends IronbridgeError {
  public readonly code = 'ERR_IPMI_SOL_BUSY';
  public readonly kind = 'conflict';

  public constructor(address: string) {
    super(
      `Another session uses serial over LAN of the BMC at ${address}; end it there, such as with 'ipmitool sol deactivate', ` +
        'or wait until it ends',
    );
  }
}

/** No session with the BMC came about. */
export class BmcUnreachableError extends IronbridgeError {
  public readonly code = 'ERR_IPMI_UNREACHABLE';
  public readonly kind = 'unavailable';

  public constructor(address: string, port: number, reason: string) {
    super(
      `No IPMI session with the BMC at ${address}, UDP port ${String(port)}: ${reason}; check driver_info/ipmi_address, ` +
        'ipmi_port, and whether IPMI over LAN is switched on',
    );
  }
}

/** The BMC answered that it cannot now. */
export class BmcBusyError extends IronbridgeError {
  public readonly code = 'ERR_IPMI_BUSY';
  public readonly kind = 'unavailable';

  public constructor(address: string, reason: string) {
    super(`The BMC at ${address} is busy: ${reason}`);
  }
}

/** The saved state is not one that this version wrote. */
export class UnknownStateError extends IronbridgeError {
  public readonly code = 'ERR_IPMITOOL_SOCAT_STATE';
  public readonly kind = 'internal';

  public constructor() {
    super('The saved state of this console is not one of ipmitool-socat; end its socat and ipmitool by hand');
  }
}
