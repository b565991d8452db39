import { IronbridgeError } from '@ironbridge/common';

/** The BMC answered with a SOAP fault that is about neither credentials, privilege nor load. */
export class WsmanFaultError extends IronbridgeError {
  public readonly code = 'ERR_WSMAN_FAULT';
  public readonly kind = 'refused';
  /** Local name of the fault's innermost code, such as `InvalidSelectors`. */
  public readonly faultCode: string;

  public constructor(request: string, faultCode: string, reason: string) {
    super(`The BMC refused ${request} (${faultCode})${reason === '' ? '' : `: ${reason}`}`);
    this.faultCode = faultCode;
  }
}

/** The BMC refused a request in HTTP, without saying why in SOAP. */
export class WsmanRequestError extends IronbridgeError {
  public readonly code = 'ERR_WSMAN_REQUEST';
  public readonly kind = 'refused';
  public readonly status: number;

  public constructor(request: string, status: number) {
    super(`The BMC refused ${request} with status ${String(status)}`);
    this.status = status;
  }
}

/** Nothing speaks WS-Man at this path of the BMC; it may be switched off, or not exist (iDRAC10). */
export class WsmanMissingError extends IronbridgeError {
  public readonly code = 'ERR_WSMAN_MISSING';
  public readonly kind = 'unsupported';

  public constructor(url: string) {
    super(`The BMC has no WS-Man at ${url}; check driver_info/drac_path, and that the BMC supports WS-Man`);
  }
}

/** The BMC's answer is not what WS-Man says. */
export class WsmanProtocolError extends IronbridgeError {
  public readonly code = 'ERR_WSMAN_PROTOCOL';
  public readonly kind = 'protocol';
}
