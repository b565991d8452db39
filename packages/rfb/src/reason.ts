import { RfbClosedError, RfbProtocolError } from './errors.js';
import { MAX_HANDSHAKE_BUFFER_BYTES, read, type Handshake } from './handshake.js';

/** The longest reason that is read; one that claims to be longer is a violation. */
export const MAX_REASON_BYTES = MAX_HANDSHAKE_BUFFER_BYTES;

const LENGTH_BYTES = 4;
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
const LOCKED_OUT = /too many\b.*(?:fail|attempt|tries|password)/i;

/**
 * Reads why the server refuses: bounded, and without control or formatting characters, as it goes into messages.
 * A server that closes instead of explaining gave no reason.
 *
 * @throws RfbProtocolError `ERR_RFB_LIMIT`
 * @see RFC 6143 section 7.1.2
 */
export function* readReason(): Handshake<string> {
  try {
    const length = (yield* read(LENGTH_BYTES, 'length of the refusal reason')).readUInt32BE();
    if (length > MAX_REASON_BYTES) {
      throw new RfbProtocolError(
        'ERR_RFB_LIMIT',
        `The server refuses, with a reason of ${String(length)} bytes; at most ${String(MAX_REASON_BYTES)} are read`,
      );
    }
    if (length === 0) return '';
    const text = yield* read(length, 'refusal reason');
    return text.toString('utf8').replace(UNPRINTABLE, '').trim();
  } catch (error) {
    if (error instanceof RfbClosedError) return '';
    throw error;
  }
}

/** A reason as sent: its length, then its text. */
export function encodeReason(reason: string): Buffer {
  const text = Buffer.from(reason, 'utf8');
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(text.length);
  return Buffer.concat([length, text]);
}

/** True where the reason is one of those that servers give while they lock a client out. */
export function isLockOut(reason: string): boolean {
  return LOCKED_OUT.test(reason);
}
