import { IronbridgeError } from '@ironbridge/common';

/** The serial line ended before the session with the BMC stood, or could not be opened at all. */
export class SerialLineError extends IronbridgeError {
  public readonly code = 'ERR_SERIAL_LINE';
  public readonly kind = 'unavailable';
}

/** A driver returned a serial line, and this conductor shares none. */
export class SerialDisabledError extends IronbridgeError {
  public readonly code = 'ERR_SERIAL_DISABLED';
  public readonly kind = 'invalid-input';

  public constructor(interfaceName: string) {
    super(
      `Console interface '${interfaceName}' gives a serial line, and [serial_console] enabled is false; set it to true`,
    );
  }
}

/** The hub cannot listen where it is told to. */
export class SerialListenError extends IronbridgeError {
  public readonly code = 'ERR_SERIAL_LISTEN';
  public readonly kind = 'unavailable';
}

/** A port for Nova is wanted and none is named. The text is Ironic's. */
export class PortMissingError extends IronbridgeError {
  public readonly code = 'ERR_SERIAL_PORT_MISSING';
  public readonly kind = 'invalid-input';

  public constructor() {
    super(
      "Either missing 'ipmi_terminal_port' parameter in node's driver_info or [console]port_range is not configured",
    );
  }
}

/** No port for Nova is free. */
export class PortsTakenError extends IronbridgeError {
  public readonly code = 'ERR_SERIAL_PORTS_TAKEN';
  public readonly kind = 'unavailable';

  public constructor(address: string, port: number | undefined) {
    super(
      port === undefined
        ? `Unable to allocate a free port on host ${address} for IPMI terminal, not enough ports.`
        : `Port ${port} on host ${address}, which driver_info names as ipmi_terminal_port, cannot be listened on`,
    );
  }
}
