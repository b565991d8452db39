import { parseRedeemError } from './parse-redeem-error.js';
import { failed, succeeded, type Result } from './problem.js';
import { storedSession } from './stored-session.js';
import { parseViewerSession, type ViewerSession } from './viewer-session.js';

const REDEEM_TIMEOUT_MS = 20_000;

/** Exchanges a token for a session and stores that. A token opens once. */
export async function redeemToken(token: string): Promise<Result<ViewerSession>> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(new URL('redeem', document.baseURI), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
      cache: 'no-store',
      redirect: 'error',
      signal: AbortSignal.timeout(REDEEM_TIMEOUT_MS),
    });
    text = await response.text();
  } catch {
    return failed('The proxy could not be reached.', { isTransient: true });
  }
  if (!response.ok) return { ok: false, problem: parseRedeemError(response.status, text) };
  const session = parseViewerSession(text);
  if (session === null) return failed('The proxy gave an answer that this page does not understand.');
  storedSession.write(text);
  return succeeded(session);
}
