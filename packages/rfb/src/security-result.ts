import {
  RfbAuthenticationError,
  RfbConnectionRefusedError,
  RfbLockedOutError,
  RfbProtocolError,
} from './errors.js';
import { read, write, type Handshake } from './handshake.js';
import { encodeReason, isLockOut, readReason } from './reason.js';
import type { RfbLoginKind, RfbSecurityKind } from './security.js';
import type { RfbVersion } from './version.js';

const OK = 0;
const FAILED = 1;
/** Not in the RFC, but in RealVNC's earlier text and in the servers made from it. */
const TOO_MANY = 2;

/** Before 3.8 there is no result where there was no authentication. */
function hasSecurityResult(version: RfbVersion, kind: RfbLoginKind): boolean {
  return version === '3.8' || kind !== 'none';
}

/**
 * Reads the SecurityResult; returns where it is good, or where the version sends none.
 *
 * @throws RfbAuthenticationError, RfbLockedOutError, RfbConnectionRefusedError, or RfbProtocolError
 * @see RFC 6143 section 7.1.3
 */
export function* readSecurityResult(version: RfbVersion, kind: RfbLoginKind): Handshake<void> {
  if (!hasSecurityResult(version, kind)) return;
  const result = (yield* read(4, 'security result')).readUInt32BE();
  if (result === OK) return;
  if (result !== FAILED && result !== TOO_MANY) {
    throw new RfbProtocolError(
      'ERR_RFB_SECURITY_RESULT',
      `The server's security result is ${String(result)}; 0, 1 and 2 are known`,
    );
  }
  const reason = version === '3.8' ? yield* readReason() : '';
  if (result === TOO_MANY || isLockOut(reason)) throw new RfbLockedOutError(reason);
  throw kind === 'none' ? new RfbConnectionRefusedError(reason) : new RfbAuthenticationError(reason);
}

/**
 * Writes the SecurityResult, with the reason where the version has room for one.
 *
 * @see RFC 6143 section 7.1.3
 */
export function* writeSecurityResult(
  version: RfbVersion,
  kind: RfbSecurityKind,
  refusal?: string,
): Handshake<void> {
  if (!hasSecurityResult(version, kind)) return;
  yield* write(Buffer.of(0, 0, 0, refusal === undefined ? OK : FAILED));
  if (refusal !== undefined && version === '3.8') yield* write(encodeReason(refusal));
}
