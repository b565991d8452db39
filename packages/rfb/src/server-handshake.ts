import { randomBytes } from 'node:crypto';

import { RfbProtocolError } from './errors.js';
import { write, type Handshake } from './handshake.js';
import { writeSecurityResult } from './security-result.js';
import { CHALLENGE_BYTES, checkResponse } from './security-vnc.js';
import { offerSecurityType, SECURITY_TYPES, type RfbSecurity, type SecurityType } from './security.js';
import { encodeVersion, isNewerVersion, readVersion, type RfbVersion } from './version.js';

/** What {@link serverHandshake} is to do. */
export interface ServerHandshakeOptions {
  /** The one security type that is offered. */
  readonly security: RfbSecurity;
  /** The newest version spoken, and so the one announced. Default: `3.8` */
  readonly newestVersion?: RfbVersion;
  /** The challenge of VNC authentication, fixed by tests only. Default: random */
  readonly challenge?: Uint8Array;
}

/** How a handshake with a viewer ended. */
export interface ServerHandshakeResult {
  readonly version: RfbVersion;
  /** Always the offered one. */
  readonly securityType: SecurityType;
  /** False where the password was wrong: the viewer has been told, and the connection is to be closed. */
  readonly isAuthenticated: boolean;
}

/** What a viewer with a wrong password is told, where its version has room for it. */
const REFUSAL = 'Authentication failed';

/**
 * The handshake of a VNC server with a viewer, from the first byte to the SecurityResult. ClientInit comes next and is not
 * part of it.
 *
 * @throws RfbProtocolError, RfbPasswordError; from `HandshakeRunner.end` RfbClosedError
 * @see RFC 6143 section 7.1
 */
export function* serverHandshake(options: ServerHandshakeOptions): Handshake<ServerHandshakeResult> {
  const { security, newestVersion = '3.8', challenge = randomBytes(CHALLENGE_BYTES) } = options;
  yield* write(encodeVersion(newestVersion));
  const version = yield* readVersion();
  if (isNewerVersion(version, newestVersion)) {
    throw new RfbProtocolError(
      'ERR_RFB_VERSION',
      `The viewer chose RFB ${version}, and ${newestVersion} was announced`,
    );
  }
  yield* offerSecurityType(version, security.kind);
  const isAuthenticated = security.kind === 'none' || (yield* checkResponse(security.password, challenge));
  yield* writeSecurityResult(version, security.kind, isAuthenticated ? undefined : REFUSAL);
  return { version, securityType: SECURITY_TYPES[security.kind], isAuthenticated };
}
