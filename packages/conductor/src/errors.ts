import { IronbridgeError } from '@ironbridge/common';

/** A driver named a console outside the networks that operators allow. */
export class ConsoleNetworkForbiddenError extends IronbridgeError {
  public readonly code = 'ERR_CONSOLE_NETWORK_FORBIDDEN';
  public readonly kind = 'forbidden';

  public constructor(host: string, address: string) {
    super(
      `The console of the BMC is at ${host} (${address}), which [conductor] allowed_console_networks does not allow`,
    );
  }
}

/** The host name of a console does not resolve. */
export class ConsoleHostUnknownError extends IronbridgeError {
  public readonly code = 'ERR_CONSOLE_HOST_UNKNOWN';
  public readonly kind = 'unavailable';

  public constructor(host: string, options: ErrorOptions) {
    super(`The host name ${host} of the console does not resolve`, options);
  }
}

/** A network in the configuration is not in CIDR form. */
export class InvalidNetworkError extends IronbridgeError {
  public readonly code = 'ERR_INVALID_NETWORK';
  public readonly kind = 'invalid-input';

  public constructor(network: string) {
    super(
      `[conductor] allowed_console_networks has '${network}'; write networks as 192.0.2.0/24 or 2001:db8::/32`,
    );
  }
}

/** The interface that started a console is not enabled on this host any more, so nothing here can stop it. */
export class InterfaceGoneError extends IronbridgeError {
  public readonly code = 'ERR_INTERFACE_GONE';
  public readonly kind = 'invalid-input';

  public constructor(interfaceName: string) {
    super(
      `The console was started by interface '${interfaceName}', which is not enabled; ` +
        `add it to enabled_console_interfaces to have the console stopped`,
    );
  }
}

/** A console would be started by another interface than the one that started it, which alone understands what it saved. */
export class InterfaceChangedError extends IronbridgeError {
  public readonly code = 'ERR_INTERFACE_CHANGED';
  public readonly kind = 'conflict';

  public constructor(nodeUuid: string, startedBy: string, interfaceName: string) {
    super(
      `The console of node ${nodeUuid} was started by interface '${startedBy}'; stop it before it is started by '${interfaceName}'`,
    );
  }
}
