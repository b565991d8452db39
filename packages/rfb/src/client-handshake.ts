import { write, type Handshake } from './handshake.js';
import { readSecurityResult } from './security-result.js';
import { answerChallenge } from './security-vnc.js';
import { sendPlainLogin } from './security-plain.js';
import { startAnonymousTls } from './security-tls.js';
import { startVeNCrypt } from './security-vencrypt.js';
import {
  demandSecurityType,
  SECURITY_TYPES,
  type RfbClientSecurity,
  type RfbLogin,
  type SecurityType,
  type SecurityTypeName,
} from './security.js';
import { encodeVersion, readVersion, type RfbVersion } from './version.js';

/** What {@link clientHandshake} is to do. */
export interface ClientHandshakeOptions {
  /** The only security that is acceptable; where the server does not offer it, the handshake fails. */
  readonly security: RfbClientSecurity;
}

/** What a client and a server agreed on. */
export interface ClientHandshakeResult {
  readonly version: RfbVersion;
  /** Always a demanded one. */
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
  const type = yield* agreeOnSecurity(version, security);
  const login = security.kind === 'vencrypt' ? security.login : security;
  yield* logIn(login);
  yield* readSecurityResult(version, login.kind);
  return { version, securityType: SECURITY_TYPES[type] };
}

/** Up to the login, and where TLS is demanded into it. */
function* agreeOnSecurity(version: RfbVersion, security: RfbClientSecurity): Handshake<SecurityTypeName> {
  if (security.kind !== 'vencrypt') return yield* demandSecurityType(version, [security.kind]);
  const { isPeerVerified, login } = security;
  if (isPeerVerified || login.kind === 'plain') {
    yield* demandSecurityType(version, ['vencrypt']);
    yield* startVeNCrypt(security);
    return 'vencrypt';
  }
  const type = yield* demandSecurityType(version, ['vencrypt', 'tls']);
  if (type === 'tls') yield* startAnonymousTls(version, login.kind);
  else yield* startVeNCrypt(security);
  return type;
}

function* logIn(login: RfbLogin): Handshake<void> {
  switch (login.kind) {
    case 'none':
      return;
    case 'vnc':
      yield* answerChallenge(login.password);
      return;
    case 'plain':
      yield* sendPlainLogin(login.username, login.password);
  }
}
