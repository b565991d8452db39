import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** What audit lines say of a request. */
export interface RequestContext {
  /** Given to whoever is refused, and found again in the log. */
  readonly requestId: string;
  /** The TCP peer; `X-Forwarded-For` is anybody's claim, and not read. */
  readonly remoteAddress: string;
}

export function createRequestContext({ socket }: IncomingMessage): RequestContext {
  return { requestId: randomUUID(), remoteAddress: socket.remoteAddress ?? 'unknown' };
}
