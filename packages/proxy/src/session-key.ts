import { Secret } from '@ironbridge/common';
import { createHash, randomBytes } from 'node:crypto';

const KEY_BYTES = 32;
const KEY = /^[A-Za-z0-9_-]{43}$/;

/** A new session key: 256 random bits in base64url, 43 characters that may stand in a subprotocol's name. */
export function createSessionKey(): Secret {
  return new Secret(randomBytes(KEY_BYTES).toString('base64url'));
}

/** The key in `text`, or undefined where it has not the form of one. */
export function parseSessionKey(text: string): Secret | undefined {
  return KEY.test(text) ? new Secret(text) : undefined;
}

/** SHA-256 in hex: what is stored, and looked up. A look-up by hash gives nothing away through its timing. */
export function hashSessionKey(key: Secret): string {
  return createHash('sha256').update(key.reveal()).digest('hex');
}
