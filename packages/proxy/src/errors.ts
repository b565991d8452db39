import { IronbridgeError, type ErrorKind } from '@ironbridge/common';
import type { HubRefusal } from '@ironbridge/serial';
import type { CaFileError, CertificateError, ConsoleTlsError } from './console-tls-errors.js';
import { inOneLine } from './in-one-line.js';

interface RefusalFacts {
  readonly status: number;
  readonly kind: ErrorKind;
  readonly message: string;
}

/** Every way in which a request is refused before anything is redeemed or dialled. */
const REFUSALS = {
  ERR_NOT_FOUND: { status: 404, kind: 'not-found', message: 'There is nothing at this address' },
  ERR_METHOD_NOT_ALLOWED: {
    status: 405,
    kind: 'invalid-input',
    message: 'This address does not take this method',
  },
  ERR_HOST_NOT_ALLOWED: {
    status: 400,
    kind: 'invalid-input',
    message: 'This service is not known under this host name',
  },
  ERR_ORIGIN_NOT_ALLOWED: {
    status: 403,
    kind: 'forbidden',
    message: 'Pages of this origin may not use this service',
  },
  ERR_MEDIA_TYPE: { status: 415, kind: 'invalid-input', message: 'Send application/json, not encoded' },
  ERR_BODY_TOO_LARGE: { status: 413, kind: 'invalid-input', message: 'The body is too large' },
  ERR_INVALID_BODY: { status: 400, kind: 'invalid-input', message: 'Send {"token": "…"} as JSON' },
  ERR_UPGRADE_REQUIRED: {
    status: 426,
    kind: 'invalid-input',
    message: 'Open this address as a WebSocket of version 13',
  },
  ERR_SUBPROTOCOL: {
    status: 400,
    kind: 'invalid-input',
    message:
      'Offer the subprotocol binary, base64 or ironbridge.serial, with the session key in one of its own',
  },
  ERR_TOO_MANY_VIEWERS: {
    status: 503,
    kind: 'unavailable',
    message: 'Too many consoles are open; close one and try again',
  },
  ERR_DRAINING: {
    status: 503,
    kind: 'unavailable',
    message: 'This console service is going down; try again',
  },
} as const satisfies Record<`ERR_${string}`, RefusalFacts>;

export type RequestRefusalCode = keyof typeof REFUSALS;

/** A guard turned a request away. The message is for whoever sent it. */
export class RequestRefusedError extends IronbridgeError {
  public readonly code: RequestRefusalCode;
  public readonly kind: ErrorKind;
  public readonly httpStatus: number;
  /** Headers that the status demands, such as `Allow` with 405. */
  public readonly headers: Readonly<Record<string, string>>;

  public constructor(code: RequestRefusalCode, headers: Readonly<Record<string, string>> = {}) {
    super(REFUSALS[code].message);
    this.code = code;
    this.kind = REFUSALS[code].kind;
    this.httpStatus = REFUSALS[code].status;
    this.headers = headers;
  }
}

/**
 * A session key opens nothing (any more). Code and text are those of a refused token: a viewer is told the same for all
 * causes.
 */
export class SessionRejectedError extends IronbridgeError {
  public readonly code = 'ERR_TOKEN_REJECTED';
  public readonly kind = 'unauthenticated';

  public constructor() {
    super('This link is no longer valid; ask for a new one');
  }
}

/** Nothing took the TCP connection at the console's address. */
export class ConsoleUnreachableError extends IronbridgeError {
  public readonly code = 'ERR_CONSOLE_UNREACHABLE';
  public readonly kind = 'unavailable';
}

/** The connection asks for something that this version of the proxy does not speak. */
export class ConsoleNotSupportedError extends IronbridgeError {
  public readonly code = 'ERR_CONSOLE_NOT_SUPPORTED';
  public readonly kind = 'unsupported';
  /** What was asked for, such as `transport websocket`. */
  public readonly feature: string;

  public constructor(feature: string) {
    super(`This version of the proxy does not support ${feature}; choose another console interface`);
    this.feature = feature;
  }
}

/** The console's WebSocket does not let the connection's user in. */
export class ConsoleLoginError extends IronbridgeError {
  public readonly code = 'ERR_CONSOLE_LOGIN';
  public readonly kind = 'refused';
  /** HTTP status. */
  public readonly status: number;

  public constructor(status: number) {
    super(
      `The console answered the login with status ${String(status)}; correct the user's name, password or rights`,
    );
    this.status = status;
  }
}

/** The console's web server cannot serve its WebSocket now, as one that is starting. */
export class ConsoleBusyError extends IronbridgeError {
  public readonly code = 'ERR_CONSOLE_BUSY';
  public readonly kind = 'unavailable';
  /** HTTP status. */
  public readonly status: number;

  public constructor(status: number) {
    super(`The console answered the upgrade with status ${String(status)}; try again later`);
    this.status = status;
  }
}

/** What answers where the console's WebSocket should be is none. */
export class ConsoleWebSocketError extends IronbridgeError {
  public readonly code = 'ERR_CONSOLE_WEBSOCKET';
  public readonly kind = 'protocol';

  public constructor(what: string, options: ErrorOptions = {}) {
    super(`The console ${what}; see that it has a KVM at this path`, options);
  }
}

/** The console ended the connection, and said why. */
export class ConsoleClosedError extends IronbridgeError {
  public readonly code = 'ERR_CONSOLE_CLOSED';
  public readonly kind = 'unavailable';
  /** Its own words, printable and bounded. */
  public readonly words: string;

  public constructor(words: string) {
    super(`The console ended the connection (it says: ${inOneLine(words)})`);
    this.words = inOneLine(words);
  }
}

/** The connection's security is not among those that the operator allows. */
export class SecurityNotAllowedError extends IronbridgeError {
  public readonly code = 'ERR_SECURITY_NOT_ALLOWED';
  public readonly kind = 'forbidden';
  public readonly security: string;

  public constructor(security: string) {
    super(`[vnc] novnc_auth_schemes does not allow consoles with security ${security}`);
    this.security = security;
  }
}

/** The conductor's serial hub cannot be reached, or is not the one that the connection names. */
export class HubUnreachableError extends IronbridgeError {
  public readonly code = 'ERR_HUB_UNREACHABLE';
  public readonly kind = 'unavailable';

  public constructor(what: string, options?: ErrorOptions) {
    super(
      `The conductor's serial hub ${what}; see that its [serial_console] listen is reachable from here`,
      options,
    );
  }
}

/** The serial hub does not let this viewer at the line. */
export class HubRefusedError extends IronbridgeError {
  public readonly code: 'ERR_HUB_FULL' | 'ERR_HUB_IDLE' | 'ERR_HUB_LINE_UNKNOWN';
  public readonly kind: ErrorKind;

  public constructor(reason: HubRefusal['reason']) {
    const { code, kind, message } = HUB_REFUSALS[reason];
    super(message);
    this.code = code;
    this.kind = kind;
  }
}

const HUB_REFUSALS = {
  full: {
    code: 'ERR_HUB_FULL',
    kind: 'conflict',
    message: 'The serial line has as many viewers as its hub allows; close one',
  },
  idle: {
    code: 'ERR_HUB_IDLE',
    kind: 'timeout',
    message: 'The viewer of the serial line saw and sent nothing for [console] terminal_timeout',
  },
  unknown: {
    code: 'ERR_HUB_LINE_UNKNOWN',
    kind: 'unavailable',
    message: 'The serial hub does not hold this line, or not any more',
  },
} as const;

/** The BMC allows no more viewers. */
export class SlotsTakenError extends IronbridgeError {
  public readonly code = 'ERR_SLOTS_TAKEN';
  public readonly kind = 'conflict';
  public readonly slots: number;

  public constructor(slots: number) {
    super(`All ${String(slots)} console slots are taken`);
    this.slots = slots;
  }
}

/** The proxy cannot listen where it was told to. */
export class ListenError extends IronbridgeError {
  public readonly code = 'ERR_LISTEN';
  public readonly kind = 'invalid-input';

  public constructor(host: string, port: number, options: ErrorOptions) {
    super(`The proxy cannot listen on ${host} port ${String(port)}; choose another host_ip or port`, options);
  }
}

/** Every error that this package throws on purpose. */
export type ProxyError =
  | RequestRefusedError
  | SessionRejectedError
  | ConsoleUnreachableError
  | ConsoleNotSupportedError
  | CertificateError
  | ConsoleTlsError
  | CaFileError
  | ConsoleLoginError
  | ConsoleBusyError
  | ConsoleWebSocketError
  | ConsoleClosedError
  | SecurityNotAllowedError
  | HubUnreachableError
  | HubRefusedError
  | SlotsTakenError
  | ListenError;
