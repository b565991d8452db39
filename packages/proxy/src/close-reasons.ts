import { ERROR_KINDS, type ErrorKind } from '@ironbridge/common';

/** How a viewer is told that its connection ends. */
export interface CloseReasonFacts {
  /** Close code of RFC 6455 section 7.4, or of its private range. */
  readonly closeCode: number;
  /** For a person; under 123 bytes, which is what a close frame has room for (RFC 6455 section 5.5). */
  readonly phrase: string;
}

function told(kind: ErrorKind, phrase: string): CloseReasonFacts {
  return { closeCode: ERROR_KINDS[kind].closeCode, phrase };
}

const CLOSE_REASONS = {
  /** The viewer went, in whatever way. */
  'viewer-left': { closeCode: 1000, phrase: '' },
  'viewer-lost': told('timeout', 'Your connection was silent for too long; connect again'),
  // Not one of the kinds after which pages and clients connect again by themselves: nobody was there.
  'viewer-idle': { closeCode: 4000, phrase: 'Nothing was typed or shown for too long; connect again' },
  'viewer-timeout': told('timeout', 'The viewer did not complete its handshake in time; connect again'),
  'viewer-protocol': told('invalid-input', 'The viewer sent something that is not allowed here'),
  'message-too-long': told(
    'invalid-input',
    'The viewer sent more at once than this console takes; send shorter texts',
  ),
  'buffer-overflow': told('internal', 'The viewer is too slow for this console; connect again'),

  'slots-taken': told(
    'conflict',
    "All of this server's console slots are taken; close another viewer and try again",
  ),
  'session-ended': told('forbidden', 'This session has ended; ask for a new link'),
  'console-gone': told('not-found', 'This console was disabled or replaced; ask for a new link'),
  'console-not-supported': told('unsupported', 'This kind of console is not supported by this version'),
  'console-unreachable': told(
    'unavailable',
    "The server's management controller cannot be reached; try again",
  ),
  'console-timeout': told('timeout', "The server's console did not answer in time; try again"),
  'console-busy': told('unavailable', "The server's management controller is busy; try again later"),
  'console-locked': told(
    'unavailable',
    "The server's management controller refuses logins for a while; wait, then try again",
  ),
  'login-refused': told('refused', "The server's management controller refused the console login"),
  'security-refused': told(
    'refused',
    "The server's management controller does not offer the security this console demands",
  ),
  'security-not-allowed': told('forbidden', "This service does not open consoles with this one's security"),
  'certificate-untrusted': told(
    'refused',
    "The certificate of the server's management controller is not trusted here",
  ),
  'certificate-name': told(
    'refused',
    "The certificate of the server's management controller is for another name",
  ),
  'certificate-expired': told('refused', "The certificate of the server's management controller has expired"),
  'tls-refused': told(
    'refused',
    "The server's management controller does not speak TLS as this console demands",
  ),
  'screen-format': told('invalid-input', 'This viewer asks for more colours than the console can show'),
  'console-protocol': told('protocol', "The server's console sent something unexpected"),
  'console-ended': told('unavailable', "The console was closed at the server's end; connect again"),

  'hub-unreachable': told(
    'unavailable',
    'The conductor that holds this serial line cannot be reached; try again',
  ),
  'line-unknown': told('unavailable', 'This serial line is not open at the moment; connect again'),
  'line-full': told('conflict', 'Too many people watch this serial line; close another viewer and try again'),

  revoked: told('forbidden', 'This console was closed by an operator'),
  'session-limit': told('forbidden', 'This session has reached its time limit; ask for a new link'),
  'lease-lost': told('unavailable', 'The console service lost its database; connect again'),
  drain: { closeCode: 1012, phrase: 'The console service is restarting; connect again' },
  'store-unavailable': told('unavailable', 'The console service is not available; try again'),
  internal: told('internal', 'The console service failed; its log says why'),
} as const satisfies Record<string, CloseReasonFacts>;

/** Why a viewer's connection ended: a closed set, for close codes, audit and metrics. */
export type SessionClosedReason = keyof typeof CLOSE_REASONS;

/** The one table from reason to what the viewer is told. */
export const SESSION_CLOSED_REASONS: Readonly<Record<SessionClosedReason, CloseReasonFacts>> = CLOSE_REASONS;
