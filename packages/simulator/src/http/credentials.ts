import { createHash, timingSafeEqual } from 'node:crypto';

import type { Secret } from '@ironbridge/common';

/** The one account of a simulated iDRAC. */
export interface Credentials {
  readonly username: string;
  readonly password: Secret;
}

const BASIC = /^Basic +([A-Za-z0-9+/=]+)$/i;

/** True where both parts are right; takes the same time whichever is wrong. */
export function isRightLogin(credentials: Credentials, username: string, password: string): boolean {
  const isRightUsername = isEqual(credentials.username, username);
  return isEqual(credentials.password.reveal(), password) && isRightUsername;
}

/** True where an `Authorization` header carries the right login. RFC 7617 */
export function isRightBasicHeader(credentials: Credentials, header: string): boolean {
  const encoded = BASIC.exec(header)?.[1];
  if (encoded === undefined) return false;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon >= 0 && isRightLogin(credentials, text.slice(0, colon), text.slice(colon + 1));
}

function isEqual(expected: string, given: string): boolean {
  return timingSafeEqual(sha256(expected), sha256(given));
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
