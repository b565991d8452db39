import type { Secret } from '@ironbridge/common';
import { write, type Handshake } from './handshake.js';

/**
 * A client's name and password in UTF-8, each behind the two lengths. Only inside TLS: nothing of it is hidden.
 *
 * @see https://github.com/rfbproto/rfbproto/blob/master/rfbproto.rst#plain-subtype
 */
export function* sendPlainLogin(username: string, password: Secret): Handshake<void> {
  const texts = [Buffer.from(username, 'utf8'), Buffer.from(password.reveal(), 'utf8')];
  const lengths = Buffer.alloc(4 * texts.length);
  for (const [index, text] of texts.entries()) lengths.writeUInt32BE(text.length, index * 4);
  yield* write(Buffer.concat([lengths, ...texts]));
}
