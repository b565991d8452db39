import { IronbridgeError } from '@ironbridge/common';

/** Subcodes of the faults that are answered, with their prefix. DSP0226 section 14.6 */
export type WsmanFaultCode =
  | 'wsa:ActionNotSupported'
  | 'wsa:DestinationUnreachable'
  | 'wsen:CannotProcessFilter'
  | 'wsen:InvalidEnumerationContext'
  | 'wsman:InvalidSelectors'
  | 'wsman:SchemaValidationError';

/** A request that is answered with a SOAP fault, because its sender is at fault. */
export class WsmanFault extends IronbridgeError {
  public readonly code = 'ERR_SIMULATOR_WSMAN_FAULT';
  public readonly kind = 'invalid-input';
  public readonly subcode: WsmanFaultCode;

  public constructor(subcode: WsmanFaultCode, reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.subcode = subcode;
  }
}
