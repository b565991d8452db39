import { IronbridgeError, type ErrorKind } from '@ironbridge/common';
import type { HubRefusal } from '@ironbridge/serial';
import type { X509Certificate } from 'node:crypto';

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

/** What is wrong with a certificate: who issued it, whom it names, or its dates. */
export type CertificateProblem = 'issuer' | 'name' | 'date';

const CERTIFICATE_PROBLEMS = {
  issuer: {
    code: 'ERR_CONSOLE_CERTIFICATE_ISSUER',
    message: 'was issued by nobody who is trusted here; give the file of its authority',
  },
  name: {
    code: 'ERR_CONSOLE_CERTIFICATE_NAME',
    message: 'is for another name than that of the connection; use a name that is in it',
  },
  date: { code: 'ERR_CONSOLE_CERTIFICATE_DATE', message: 'is expired or not valid yet; renew it' },
} as const satisfies Record<CertificateProblem, { code: `ERR_${string}`; message: string }>;

/** The console's certificate does not prove that it is the console. */
export class CertificateError extends IronbridgeError {
  public readonly code: (typeof CERTIFICATE_PROBLEMS)[CertificateProblem]['code'];
  public readonly kind = 'refused';
  public readonly problem: CertificateProblem;
  /** Whom the certificate is for, in its own words, as are the others; empty where there was none. */
  public readonly subject: string;
  public readonly subjectAltName: string;
  public readonly issuer: string;
  /** When it ends, as OpenSSL prints times. */
  public readonly validTo: string;
  /** SHA-256 of it, as OpenSSL prints fingerprints. */
  public readonly fingerprint: string;

  public constructor(problem: CertificateProblem, certificate: X509Certificate | undefined) {
    super(`The console's certificate ${CERTIFICATE_PROBLEMS[problem].message}`);
    this.code = CERTIFICATE_PROBLEMS[problem].code;
    this.problem = problem;
    this.subject = inOneLine(certificate?.subject);
    this.subjectAltName = inOneLine(certificate?.subjectAltName);
    this.issuer = inOneLine(certificate?.issuer);
    this.validTo = inOneLine(certificate?.validTo);
    this.fingerprint = inOneLine(certificate?.fingerprint256);
  }
}

const MAX_WORDS_LENGTH = 256;

/** Words that are anybody's, for a log. */
function inOneLine(text = ''): string {
  return text.slice(0, MAX_WORDS_LENGTH).replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ', ');
}

/** TLS with the console failed before there was anybody to trust, or the console ended it with an alert. */
export class ConsoleTlsError extends IronbridgeError {
  public readonly code = 'ERR_CONSOLE_TLS';
  public readonly kind = 'refused';
  /** Node's or OpenSSL's code for it, or what was seen. */
  public readonly detail: string;

  public constructor(detail: string, options: ErrorOptions = {}) {
    super(`The console does not speak TLS as its connection demands (${detail})`, options);
    this.detail = detail;
  }

  /** Whether it was the console that ended TLS and said why. */
  public get isAlert(): boolean {
    return this.detail.includes('_ALERT_');
  }

  /** Whether what answered is known to speak TLS, though not with us. */
  public get isOfTls(): boolean {
    return this.isAlert || this.detail === 'ERR_SSL_UNSUPPORTED_PROTOCOL';
  }
}

/** The file of authorities that a connection names is of no use. */
export class CaFileError extends IronbridgeError {
  public readonly code = 'ERR_CONSOLE_CA_FILE';
  public readonly kind = 'invalid-input';
  public readonly path: string;

  public constructor(path: string, options: ErrorOptions = {}) {
    super(`${path} cannot be read or holds no certificate in PEM form (at most 1 MiB)`, options);
    this.path = path;
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
  public readonly code: 'ERR_HUB_FULL' | 'ERR_HUB_LINE_UNKNOWN';
  public readonly kind: ErrorKind;

  public constructor(reason: HubRefusal['reason']) {
    super(
      reason === 'full'
        ? 'The serial line has as many viewers as its hub allows; close one'
        : 'The serial hub does not hold this line, or not any more',
    );
    this.code = reason === 'full' ? 'ERR_HUB_FULL' : 'ERR_HUB_LINE_UNKNOWN';
    this.kind = reason === 'full' ? 'conflict' : 'unavailable';
  }
}

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
  | ConsoleWebSocketError
  | ConsoleClosedError
  | SecurityNotAllowedError
  | HubUnreachableError
  | HubRefusedError
  | SlotsTakenError
  | ListenError;
