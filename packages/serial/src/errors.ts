import { IronbridgeError } from '@ironbridge/common';

/** The other side broke the hub protocol, or one of its limits; the connection is to be closed. */
export class HubProtocolError extends IronbridgeError {
  public readonly code = 'ERR_HUB_PROTOCOL';
  public readonly kind = 'protocol';
}
