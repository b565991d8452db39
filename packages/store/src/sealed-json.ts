import type { JsonValue, Secret } from '@ironbridge/common';
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { SealBrokenError } from './errors.js';

/** The one place where a sealed value may stand: sealed text that was moved elsewhere does not open. */
export interface SealedPlace {
  readonly table: 'nodes' | 'consoles';
  readonly column: 'driver_info' | 'state' | 'connection' | 'published';
  readonly nodeUuid: string;
}

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = 1 + NONCE_BYTES;

function additionalData({ table, column, nodeUuid }: SealedPlace): Buffer {
  return Buffer.from(JSON.stringify([VERSION, table, column, nodeUuid]));
}

/**
 * Encrypts with AES-256-GCM (NIST SP 800-38D): version, random nonce, ciphertext, tag. A random nonce of 96 bits is good for
 * 2^32 values under one key, which is more than all nodes of an installation are ever written.
 */
export function sealJson(value: JsonValue, key: Secret<Buffer>, place: SealedPlace): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key.reveal(), nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(additionalData(place));
  const body = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
  return Buffer.concat([Buffer.of(VERSION), nonce, body, cipher.getAuthTag()]);
}

/** @throws SealBrokenError where the bytes were not sealed for this place with this key */
export function openSealedJson(sealed: Buffer, key: Secret<Buffer>, place: SealedPlace): JsonValue {
  if (sealed.length < HEADER_BYTES + TAG_BYTES || sealed[0] !== VERSION) throw new SealBrokenError(place);
  const nonce = sealed.subarray(1, HEADER_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key.reveal(), nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(additionalData(place));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  try {
    const body = Buffer.concat([
      decipher.update(sealed.subarray(HEADER_BYTES, -TAG_BYTES)),
      decipher.final(),
    ]);
    return JSON.parse(body.toString()) as JsonValue;
  } catch (cause) {
    throw new SealBrokenError(place, { cause });
  }
}
