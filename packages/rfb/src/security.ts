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
export const SECURITY_TYPES = { none: 1, vnc: 2, tls: 18, vencrypt: 19 } as const;

/** A key of {@link SECURITY_TYPES}. */
export type SecurityTypeName = keyof typeof SECURITY_TYPES;

/** The number of a security type that is spoken here. */
export type SecurityType = (typeof SECURITY_TYPES)[SecurityTypeName];

/** The security of RFC 6143, in both roles. */
export type RfbSecurity = { readonly kind: 'none' } | { readonly kind: 'vnc'; readonly password: Secret };

export type RfbSecurityKind = RfbSecurity['kind'];

/** What is asked of a client inside TLS. */
export type RfbLogin =
  RfbSecurity | { readonly kind: 'plain'; readonly username: string; readonly password: Secret };

export type RfbLoginKind = RfbLogin['kind'];

/** What a client demands of its server, with what that needs. There is no "any of": nothing can be downgraded. */
export type RfbClientSecurity =
  | RfbSecurity
  | {
      readonly kind: 'vencrypt';
      /**
       * True where the server must show a certificate, which whoever starts TLS has to check. False lets in a server that
       * shows none, and one that offers security type 18 alone: neither is weaker than a certificate that nobody checks.
       */
      readonly isPeerVerified: boolean;
      readonly login: RfbLogin;
    };

const INVALID = 0;

/**
 * A client's part in the choice of a security type: the first of the demanded ones that is offered, or none at all. In 3.3
 * the server decides, and the client can only leave.
 *
 * @param demanded equally strong ones, the best first
 * @throws RfbSecurityPolicyError where none of them was offered; RfbConnectionRefusedError or RfbLockedOutError where the
 *   server refuses the connection
 * @see RFC 6143 section 7.1.2
 */
export function* demandSecurityType<Name extends SecurityTypeName>(
  version: RfbVersion,
  demanded: readonly [Name, ...Name[]],
): Handshake<Name> {
  const offered = version === '3.3' ? yield* readDecidedType() : yield* readOfferedTypes();
  const chosen = demanded.find((name) => offered.includes(SECURITY_TYPES[name]));
  if (chosen === undefined) throw new RfbSecurityPolicyError(SECURITY_TYPES[demanded[0]], offered);
  if (version !== '3.3') yield* write(Buffer.of(SECURITY_TYPES[chosen]));
  return chosen;
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
