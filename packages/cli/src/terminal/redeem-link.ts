import { Secret } from '@ironbridge/common';
import { z } from 'zod';
import { ProxyAnswerError, ProxyUnreachableError } from '../errors.js';

const TIMEOUT_MS = 20_000;

const RedeemAnswer = z.object({
  session_key: z.string(),
  mode: z.enum(['read-write', 'read-only']),
});
const RefusalAnswer = z.object({ error: z.object({ message: z.string() }) });

/** The right to connect to one console, again and again. */
export interface ConsoleSession {
  /** Where the WebSocket is. */
  readonly url: URL;
  readonly key: Secret;
  readonly isReadOnly: boolean;
}

/**
 * Exchanges a link to the viewer page, which opens once, for a session.
 *
 * @throws ProxyUnreachableError, ProxyAnswerError
 */
export async function redeemLink(link: string): Promise<ConsoleSession> {
  const page = new URL(link);
  const token = new URLSearchParams(page.hash.slice(1)).get('token');
  page.hash = '';
  const answer = await fetch(new URL('redeem', page), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((cause: unknown) => {
    throw new ProxyUnreachableError(page.origin, { cause });
  });
  const body: unknown = await answer.json().catch(() => undefined);
  if (!answer.ok) {
    const refusal = RefusalAnswer.safeParse(body);
    throw new ProxyAnswerError(
      refusal.success ? refusal.data.error.message : `the proxy answered ${String(answer.status)}`,
    );
  }
  const session = RedeemAnswer.safeParse(body);
  if (!session.success) throw new ProxyAnswerError(`${page.origin} does not answer as a console proxy does`);
  const url = new URL('websockify', page);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return { url, key: new Secret(session.data.session_key), isReadOnly: session.data.mode === 'read-only' };
}
