import type { Secret } from '@ironbridge/common';

import {
  RfbConnectionRefusedError,
  RfbLockedOutError,
  RfbProtocolError,
  RfbSecurityPolicyError,
} from './errors.js';
import { read, write, type Handshake } from './handshake.js';
import { isLockOut, readReason } from './reason.js';
import type { RfbVersion } from './version.js';

/** Numbers of the security types that are spoken here. RFC 6143 section 8.1.2 */
export const SECURITY_TYPES = { none: 1, vnc: 2 } as const;

/** The number of a security type that is spoken here. */
export type SecurityType = (typeof SECURITY_TYPES)[RfbSecurityKind];

/** The one security type that a connection demands, with what it needs. There is no "any of": nothing can be downgraded. */
export type RfbSecurity = { readonly kind: 'none' } | { readonly kind: 'vnc'; readonly password: Secret };

/** A key of {@link SECURITY_TYPES}. */
export type RfbSecurityKind = RfbSecurity['kind'];

const INVALID = 0;

/**
 * A client's part in the choice of a security type: exactly the demanded one, or none at all. In 3.3 the server decides,
 * and the client can only leave.
 *
 * @throws RfbSecurityPolicyError where the demanded type was not offered; RfbConnectionRefusedError or RfbLockedOutError
 *   where the server refuses the connection
 * @see RFC 6143 section 7.1.2
 */
export function* demandSecurityType(version: RfbVersion, kind: RfbSecurityKind): Handshake<void> {
  const demanded = SECURITY_TYPES[kind];
  const offered = version === '3.3' ? yield* readDecidedType() : yield* readOfferedTypes();
  if (!offered.includes(demanded)) throw new RfbSecurityPolicyError(demanded, offered);
  if (version !== '3.3') yield* write(Buffer.of(demanded));
}

/**
 * A server's part in the choice of a security type: it offers one, and accepts no other.
 *
 * @throws RfbProtocolError `ERR_RFB_SECURITY_TYPE`
 * @see RFC 6143 section 7.1.2
 */
export function* offerSecurityType(version: RfbVersion, kind: RfbSecurityKind): Handshake<void> {
  const offered = SECURITY_TYPES[kind];
  if (version === '3.3') {
    yield* write(Buffer.of(0, 0, 0, offered));
    return;
  }
  yield* write(Buffer.of(1, offered));
  const chosen = (yield* read(1, 'choice of a security type')).readUInt8();
  if (chosen !== offered) {
    throw new RfbProtocolError(
      'ERR_RFB_SECURITY_TYPE',
      `The viewer chose security type ${String(chosen)}, and only ${String(offered)} was offered`,
    );
  }
}

function* readDecidedType(): Handshake<number[]> {
  const decided = (yield* read(4, 'security type')).readUInt32BE();
  if (decided === INVALID) yield* readRefusal();
  return [decided];
}

function* readOfferedTypes(): Handshake<number[]> {
  const count = (yield* read(1, 'number of security types')).readUInt8();
  if (count === INVALID) yield* readRefusal();
  return [...(yield* read(count, 'list of security types'))];
}

function* readRefusal(): Handshake<never> {
  const reason = yield* readReason();
  throw isLockOut(reason) ? new RfbLockedOutError(reason) : new RfbConnectionRefusedError(reason);
}
