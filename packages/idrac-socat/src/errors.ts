import { IronbridgeError } from '@ironbridge/common';

/** The iDRAC does not let this user in. */
export class SshCredentialsError extends IronbridgeError {
  public readonly code = 'ERR_IDRAC_SSH_CREDENTIALS';
  public readonly kind = 'refused';

  public constructor(server: string) {
    super(
      `The iDRAC at ${server} refused the credentials over SSH; check driver_info/drac_username and drac_password (or redfish_username ` +
        'and redfish_password)',
    );
  }
}

/** The iDRAC takes no password over SSH. */
export class SshLoginMethodError extends IronbridgeError {
  public readonly code = 'ERR_IDRAC_SSH_LOGIN_METHOD';
  public readonly kind = 'refused';

  public constructor(server: string, offered: string) {
    super(`The iDRAC at ${server} takes no password over SSH, only: ${offered}; allow passwords on it`);
  }
}

/** The server has another key than the one that is known of it: it was replaced, or somebody stands between. */
export class SshHostKeyError extends IronbridgeError {
  public readonly code = 'ERR_IDRAC_SSH_HOST_KEY';
  public readonly kind = 'refused';

  /** @param pinnedIn the known_hosts file, or undefined where driver_info gives the key */
  public constructor(server: string, pinnedIn: string | undefined) {
    super(
      `The SSH host key of the iDRAC at ${server} is not ${
        pinnedIn === undefined
          ? 'that of driver_info/drac_ssh_host_key; if the iDRAC was replaced or reset, set that to its new key'
          : `the one that was pinned; if the iDRAC was replaced or reset, remove the old one with: ssh-keygen -R '${server}' -f ${pinnedIn}`
      }`,
    );
  }
}

/** The first key that was seen cannot be kept. */
export class KnownHostsFileError extends IronbridgeError {
  public readonly code = 'ERR_IDRAC_SSH_KNOWN_HOSTS';
  public readonly kind = 'unsupported';

  public constructor(file: string, reason: string, options?: ErrorOptions) {
    super(
      `The SSH host keys of iDRACs cannot be kept in ${file} ([drac] ssh_known_hosts_file): ${reason}`,
      options,
    );
  }
}

/** The iDRAC's SSH server is too old for this machine's ssh. */
export class SshAlgorithmsError extends IronbridgeError {
  public readonly code = 'ERR_IDRAC_SSH_ALGORITHMS';
  public readonly kind = 'unsupported';

  public constructor(server: string, reason: string) {
    super(`The SSH server of the iDRAC at ${server} is too old (${reason}); update the iDRAC's firmware`);
  }
}

/** No SSH session came about. */
export class SshUnreachableError extends IronbridgeError {
  public readonly code = 'ERR_IDRAC_SSH_UNREACHABLE';
  public readonly kind = 'unavailable';

  public constructor(server: string, reason: string) {
    super(
      `No SSH session with the iDRAC at ${server}: ${reason}; check driver_info/drac_address and drac_ssh_port, and whether SSH is ` +
        'switched on',
    );
  }
}

/** The iDRAC does not pass its serial line on. */
export class SerialRedirectionDisabledError extends IronbridgeError {
  public readonly code = 'ERR_IDRAC_SERIAL_REDIRECTION';
  public readonly kind = 'refused';

  public constructor(server: string) {
    super(
      `Serial redirection is switched off on the iDRAC at ${server}; switch it on there, such as with ` +
        "'racadm set iDRAC.SerialRedirection.Enable Enabled'",
    );
  }
}

/** The saved state is not one that this version wrote. */
export class UnknownStateError extends IronbridgeError {
  public readonly code = 'ERR_IDRAC_SOCAT_STATE';
  public readonly kind = 'internal';

  public constructor() {
    super('The saved state of this console is not one of idrac-socat; end its socat and ssh by hand');
  }
}
