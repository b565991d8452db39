import { startTls, type Handshake } from './handshake.js';
import { demandSecurityType, type RfbSecurityKind } from './security.js';
import type { RfbVersion } from './version.js';

/**
 * A client's part of security type 18: anonymous TLS at once, and inside it another choice of a security type. It is not in
 * the RFC; Vino made it, and servers that offer VeNCrypt may offer it beside (LibVNC/libvncserver#124).
 *
 * @throws RfbSecurityPolicyError where the demanded login is not offered inside
 * @see gtk-vnc:src/vncconnection.c, vnc_connection_perform_auth_tls
 */
export function* startAnonymousTls(version: RfbVersion, login: RfbSecurityKind): Handshake<void> {
  yield* startTls('anonymous');
  yield* demandSecurityType(version, [login]);
}
