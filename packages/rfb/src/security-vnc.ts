import { createCipheriv, timingSafeEqual } from 'node:crypto';

import { InternalError, type Secret } from '@ironbridge/common';

import { RfbPasswordError } from './errors.js';
import { read, write, type Handshake } from './handshake.js';

/** Length of the challenge and of the response to it. */
export const CHALLENGE_BYTES = 16;

const KEY_BYTES = 8;
const LATIN1_MAX = 0xff;

/**
 * A client's part of VNC authentication, up to the response.
 *
 * @throws RfbPasswordError
 * @see RFC 6143 section 7.2.2
 */
export function* answerChallenge(password: Secret): Handshake<void> {
  const challenge = yield* read(CHALLENGE_BYTES, 'challenge');
  yield* write(encryptChallenge(password, challenge));
}

/**
 * A server's part of VNC authentication: true where the response is right. `challenge` must be random and used once.
 *
 * @throws RfbPasswordError
 * @see RFC 6143 section 7.2.2
 */
export function* checkResponse(password: Secret, challenge: Uint8Array): Handshake<boolean> {
  const expected = encryptChallenge(password, challenge);
  yield* write(challenge);
  return timingSafeEqual(yield* read(CHALLENGE_BYTES, 'response to the challenge'), expected);
}

/**
 * The response to a challenge of {@link CHALLENGE_BYTES}: DES in ECB mode with the password as the key.
 *
 * The key is the password's first eight characters, padded with zero bytes, **the bits of each byte reversed**; RFC 6143
 * forgets the reversal (errata 4951), every implementation does it. Characters are Latin-1, as in noVNC and in the RFC's
 * other text; for ASCII that is the same as UTF-8.
 *
 * @throws RfbPasswordError where one of the eight characters is outside Latin-1
 */
export function encryptChallenge(password: Secret, challenge: Uint8Array): Buffer {
  if (challenge.length !== CHALLENGE_BYTES)
    throw new InternalError(`A VNC challenge has ${String(CHALLENGE_BYTES)} bytes`);
  const key = desKey(password);
  // OpenSSL 3 has single DES only in its legacy provider; triple DES with one key three times is the same function.
  const cipher = createCipheriv('des-ede3-ecb', Buffer.concat([key, key, key]), null).setAutoPadding(false);
  return Buffer.concat([cipher.update(challenge), cipher.final()]);
}

function desKey(password: Secret): Buffer {
  const key = Buffer.alloc(KEY_BYTES);
  for (const [index, character] of Array.from(password.reveal()).slice(0, KEY_BYTES).entries()) {
    const code = character.codePointAt(0) ?? 0;
    if (code > LATIN1_MAX) throw new RfbPasswordError();
    key[index] = reverseBits(code);
  }
  return key;
}

function reverseBits(byte: number): number {
  let reversed = 0;
  for (let bit = 0; bit < 8; bit += 1) reversed |= ((byte >> bit) & 1) << (7 - bit);
  return reversed;
}
