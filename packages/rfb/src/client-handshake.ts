import { write, type Handshake } from './handshake.js';
import { readSecurityResult } from './security-result.js';
import { answerChallenge } from './security-vnc.js';
import { demandSecurityType, SECURITY_TYPES, type RfbSecurity, type SecurityType } from './security.js';
import { encodeVersion, readVersion, type RfbVersion } from './version.js';

/** What {@link clientHandshake} is to do. */
export interface ClientHandshakeOptions {
  /** The only security type that is acceptable; where the server does not offer it, the handshake fails. */
  readonly security: RfbSecurity;
}

/** What a client and a server agreed on. */
export interface ClientHandshakeResult {
  readonly version: RfbVersion;
  /** Always the demanded one. */
  readonly securityType: SecurityType;
}

/**
 * The handshake of a VNC client with a server, from the first byte to a good SecurityResult. ClientInit comes next and is
 * not part of it.
 *
 * @throws RfbSecurityPolicyError, RfbAuthenticationError, RfbLockedOutError, RfbConnectionRefusedError, RfbPasswordError,
 *   RfbProtocolError; from `HandshakeRunner.end` RfbClosedError
 * @see RFC 6143 section 7.1
 */
export function* clientHandshake({ security }: ClientHandshakeOptions): Handshake<ClientHandshakeResult> {
  const version = yield* readVersion();
  yield* write(encodeVersion(version));
  yield* demandSecurityType(version, security.kind);
  if (security.kind === 'vnc') yield* answerChallenge(security.password);
  yield* readSecurityResult(version, security.kind);
  return { version, securityType: SECURITY_TYPES[security.kind] };
}
