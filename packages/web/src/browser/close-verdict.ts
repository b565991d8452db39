/** How a WebSocket ended (RFC 6455 section 7.1.5 and 7.1.6). */
export interface ChannelClose {
  readonly code: number;
  readonly reason: string;
}

export interface CloseVerdict {
  /** `reconnect`: by itself; `ask`: when the person says so; `stop`: it cannot help. */
  readonly next: 'reconnect' | 'ask' | 'stop';
  readonly reason: string;
  /** True where the session key opens nothing any more. */
  readonly endsSession: boolean;
}

const LOST = 'The connection was lost.';

/** Codes of RFC 6455 section 7.4.1 and of IANA's registry that pass by themselves. */
const PASSING: ReadonlyMap<number, string> = new Map([
  [1001, 'The proxy is going away.'],
  [1006, LOST],
  [1011, 'The proxy met an error.'],
  [1012, 'The proxy is restarting.'],
  [1013, 'The proxy is busy.'],
  [1014, LOST],
]);

/** The proxy's own codes that end the session: unauthenticated, forbidden, not found. */
const SESSION_ENDING: ReadonlyMap<number, string> = new Map([
  [4401, 'This link is no longer valid; ask for a new one.'],
  [4403, 'You may not open this console.'],
  [4404, 'This console does not exist any more.'],
]);

/** What to do after a WebSocket closed, and what to tell. The proxy's own reasons are sentences for a person. */
export function verdictOfClose({ code, reason }: ChannelClose): CloseVerdict {
  const passing = PASSING.get(code);
  if (passing !== undefined) return { next: 'reconnect', reason: passing, endsSession: false };
  if (code < 4000) {
    const text = code === 1000 ? 'The console was closed.' : 'The connection ended unexpectedly.';
    return { next: 'ask', reason: text, endsSession: false };
  }
  const ending = SESSION_ENDING.get(code);
  const told = reason === '' ? (ending ?? `The proxy ended the connection (code ${String(code)}).`) : reason;
  return { next: nextAfterOwnCode(code), reason: told, endsSession: ending !== undefined };
}

function nextAfterOwnCode(code: number): CloseVerdict['next'] {
  if (code === 4503 || code === 4504) return 'reconnect';
  // All viewers' slots taken: one may be free in a minute.
  if (code === 4409) return 'ask';
  return code >= 4400 && code <= 4499 ? 'stop' : 'ask';
}
