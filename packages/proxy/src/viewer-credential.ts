import { Secret } from '@ironbridge/common';
import type { IncomingMessage } from 'node:http';
import { RequestRefusedError, SessionRejectedError } from './errors.js';
import { parseSessionKey } from './session-key.js';
import { chooseSubprotocol } from './viewer-framing.js';

/** The prefix of the one that carries a session key. It is never answered, so the key comes back in no header. */
export const SESSION_SUBPROTOCOL_PREFIX = 'ironbridge.session.';

const MAX_OFFERS = 8;

/** What a viewer shows to be let in. */
export type ViewerCredential =
  /** From the page, which redeemed the token before. */
  | { readonly kind: 'session'; readonly key: Secret }
  /** From a client without the page: redeemed here, for this one connection. */
  | { readonly kind: 'token'; readonly token: Secret };

/**
 * The offered subprotocols. None is fine, for clients with `?token=`; whoever offers some must offer one that is spoken.
 *
 * @throws RequestRefusedError 400
 */
export function requireSubprotocols({ headers }: IncomingMessage): readonly string[] {
  const header = headers['sec-websocket-protocol'];
  if (header === undefined) return [];
  const offers = header.split(',').map((offer) => offer.trim());
  const isUsable = offers.length <= MAX_OFFERS && new Set(offers).size === offers.length;
  if (isUsable && chooseSubprotocol(offers) !== undefined) return offers;
  throw new RequestRefusedError('ERR_SUBPROTOCOL');
}

/**
 * The session key among the subprotocols, or else the token of the query; whether it opens anything is found out later.
 *
 * @throws SessionRejectedError where there is none, more than one, or one without the form of a key
 */
export function requireCredential(
  request: IncomingMessage,
  subprotocols: readonly string[],
): ViewerCredential {
  const offered = subprotocols.filter((offer) => offer.startsWith(SESSION_SUBPROTOCOL_PREFIX));
  const tokens = new URLSearchParams((request.url ?? '').split('?')[1]).getAll('token');
  const [text] = [...offered, ...tokens];
  if (text === undefined || offered.length + tokens.length > 1) throw new SessionRejectedError();
  if (offered.length === 0) return { kind: 'token', token: new Secret(text) };
  const key = parseSessionKey(text.slice(SESSION_SUBPROTOCOL_PREFIX.length));
  if (key === undefined) throw new SessionRejectedError();
  return { kind: 'session', key };
}
