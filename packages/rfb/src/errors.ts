import { IronbridgeError } from '@ironbridge/common';

/**
 * What rule the other side broke.
 *
 * - `ERR_RFB_VERSION`: it does not speak RFB, or no version of it that is understood here
 * - `ERR_RFB_SECURITY_TYPE`: it answered the offer of security types with one that was not in it
 * - `ERR_RFB_SECURITY_RESULT`: its SecurityResult is none of the defined values
 * - `ERR_RFB_LIMIT`: a length or a count is above the limit for it
 * - `ERR_RFB_MALFORMED`: a field holds a value that the format does not allow
 * - `ERR_RFB_UNKNOWN_MESSAGE`: a message type whose length is unknown, where unknown ones are not allowed
 * - `ERR_RFB_PIXEL_FORMAT`: pixels of more bits than the server can give
 */
export type RfbProtocolErrorCode =
  | 'ERR_RFB_VERSION'
  | 'ERR_RFB_SECURITY_TYPE'
  | 'ERR_RFB_SECURITY_RESULT'
  | 'ERR_RFB_LIMIT'
  | 'ERR_RFB_MALFORMED'
  | 'ERR_RFB_UNKNOWN_MESSAGE'
  | 'ERR_RFB_PIXEL_FORMAT';

/** The other side broke the protocol, or a limit of ours; the connection is to be closed. */
export class RfbProtocolError extends IronbridgeError {
  public readonly code: RfbProtocolErrorCode;
  public readonly kind = 'protocol';

  public constructor(code: RfbProtocolErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** The server said no to the password. */
export class RfbAuthenticationError extends IronbridgeError {
  public readonly code = 'ERR_RFB_AUTHENTICATION';
  public readonly kind = 'refused';
  /** The server's own words, printable and bounded; empty where it gave none. */
  public readonly reason: string;

  public constructor(reason: string) {
    super(withReason('The server refused the VNC password; correct it and try once', reason));
    this.reason = reason;
  }
}

/** The server shuts this client out for a while, after too many wrong passwords; an attempt made now prolongs it. */
export class RfbLockedOutError extends IronbridgeError {
  public readonly code = 'ERR_RFB_LOCKED_OUT';
  public readonly kind = 'unavailable';
  /** The server's own words, printable and bounded; empty where it gave none. */
  public readonly reason: string;

  public constructor(reason: string) {
    super(withReason('The server refuses logins after too many failed ones; wait before the next', reason));
    this.reason = reason;
  }
}

/** The server refused the connection itself: it is busy, full or not ready. */
export class RfbConnectionRefusedError extends IronbridgeError {
  public readonly code = 'ERR_RFB_CONNECTION_REFUSED';
  public readonly kind = 'unavailable';
  /** The server's own words, printable and bounded; empty where it gave none. */
  public readonly reason: string;

  public constructor(reason: string) {
    super(withReason('The server refused the connection', reason));
    this.reason = reason;
  }
}

/** The server does not offer the one security type that the connection demands; no other is ever used instead. */
export class RfbSecurityPolicyError extends IronbridgeError {
  public readonly code = 'ERR_RFB_SECURITY_POLICY';
  public readonly kind = 'refused';
  /** The number of the security type that the connection demands. */
  public readonly demanded: number;
  /** The numbers that the server offered. */
  public readonly offered: readonly number[];

  public constructor(demanded: number, offered: readonly number[]) {
    super(
      `The server offers security types ${offered.join(', ')}, and this connection demands ${String(demanded)}; ` +
        `change the server's setting or the connection's`,
    );
    this.demanded = demanded;
    this.offered = offered;
  }
}

/** The other side closed the connection in the middle of the handshake. */
export class RfbClosedError extends IronbridgeError {
  public readonly code = 'ERR_RFB_CLOSED';
  public readonly kind = 'unavailable';
  /** The field that was being read. */
  public readonly awaiting: string;

  public constructor(awaiting: string) {
    super(`The connection was closed while the ${awaiting} was awaited`);
    this.awaiting = awaiting;
  }
}

/** The password has a character that VNC authentication cannot carry. */
export class RfbPasswordError extends IronbridgeError {
  public readonly code = 'ERR_RFB_PASSWORD';
  public readonly kind = 'invalid-input';

  public constructor() {
    super('The VNC password has a character outside Latin-1; use printable ASCII');
  }
}

/** Every error that this package throws on purpose. */
export type RfbError =
  | RfbProtocolError
  | RfbAuthenticationError
  | RfbLockedOutError
  | RfbConnectionRefusedError
  | RfbSecurityPolicyError
  | RfbClosedError
  | RfbPasswordError;

function withReason(message: string, reason: string): string {
  return reason === '' ? message : `${message} (it says: ${reason})`;
}
