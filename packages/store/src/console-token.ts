import type { ConsoleType } from '@ironbridge/base';
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Secret } from '@ironbridge/common';
import type { AccessMode } from './store.js';

/** What a console token says: one opening of one console, of one generation, in one mode, until it expires. */
export interface ConsoleToken {
  readonly id: string;
  readonly nodeUuid: string;
  readonly generation: number;
  readonly type: ConsoleType;
  readonly mode: AccessMode;
  readonly user: string;
  readonly expiresAt: Date;
}

const Claims = z.tuple([
  z.uuid(),
  z.uuid(),
  z.int().min(0),
  z.enum(['vnc', 'serial']),
  z.enum(['read-write', 'read-only']),
  z.string().max(255),
  z.int(),
]);

/** No honest token is longer; checked before anything is computed. */
const MAX_TOKEN_CHARACTERS = 1024;
const TOKEN = /^[A-Za-z0-9_-]{1,960}\.[A-Za-z0-9_-]{43}$/;

function sign(payload: string, key: Secret<Buffer>): Buffer {
  return createHmac('sha256', key.reveal()).update(payload).digest();
}

/**
 * Makes a token. It is signed, not stored: making one writes nothing.
 *
 * @param key the token key of the key ring
 */
export function mintConsoleToken(claims: Omit<ConsoleToken, 'id'>, key: Secret<Buffer>): string {
  const { nodeUuid, generation, type, mode, user, expiresAt } = claims;
  const fields = [randomUUID(), nodeUuid, generation, type, mode, user, expiresAt.getTime()];
  const payload = Buffer.from(JSON.stringify(fields)).toString('base64url');
  return `${payload}.${sign(payload, key).toString('base64url')}`;
}

/** Whether `token` has the form of one: cheap, and decides nothing. */
export function isConsoleTokenShaped(token: string): boolean {
  return token.length <= MAX_TOKEN_CHARACTERS && TOKEN.test(token);
}

/**
 * What a token says, or undefined where it was not made with this key. Expiry is the caller's to check, so that the log can
 * tell a forged token from a late one.
 */
export function verifyConsoleToken(token: string, key: Secret<Buffer>): ConsoleToken | undefined {
  if (!isConsoleTokenShaped(token)) return undefined;
  const [payload = '', signature = ''] = token.split('.');
  const expected = sign(payload, key);
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  // The signature is ours, so the payload is what we wrote.
  const [id, nodeUuid, generation, type, mode, user, expiresAt] = Claims.parse(
    JSON.parse(Buffer.from(payload, 'base64url').toString()),
  );
  return { id, nodeUuid, generation, type, mode, user, expiresAt: new Date(expiresAt) };
}
