import { randomBytes, timingSafeEqual } from 'node:crypto';

import type { Secret } from '@ironbridge/common';
import { CHALLENGE_BYTES, encryptChallenge, RfbProtocolError, type Handshake } from '@ironbridge/rfb';

const VERSION = 'RFB 003.008\n';
const VENCRYPT = 19;
const ANONYMOUS_TLS = 18;
const VENCRYPT_0_2 = Buffer.of(0, 2);
const X509_VNC = 261;

/** How a login ended. */
export interface LoginResult {
  readonly isAuthenticated: boolean;
}

/**
 * The handshake of a VNC server that offers VeNCrypt and anonymous TLS, as an iDRAC8 with SSL was seen to do. A viewer that
 * chooses VeNCrypt is led to X509Vnc; anonymous TLS is offered and not spoken.
 *
 * @throws RfbProtocolError
 * @see the RFB protocol of the community, sections 7.2.12 and 7.2.19
 */
export function* vencryptHandshake(password: Secret): Handshake<LoginResult> {
  yield { write: Buffer.from(VERSION) };
  if ((yield { read: VERSION.length, what: 'version' }).toString('latin1') !== VERSION)
    throw refuse('version');
  yield { write: Buffer.of(2, VENCRYPT, ANONYMOUS_TLS) };
  if ((yield { read: 1, what: 'security type' })[0] !== VENCRYPT) throw refuse('security type');
  yield { write: VENCRYPT_0_2 };
  if (!(yield { read: 2, what: 'VeNCrypt version' }).equals(VENCRYPT_0_2)) throw refuse('VeNCrypt version');
  const subtype = Buffer.alloc(4);
  subtype.writeUInt32BE(X509_VNC);
  yield { write: Buffer.concat([Buffer.of(0, 1), subtype]) };
  if (!(yield { read: 4, what: 'VeNCrypt subtype' }).equals(subtype)) throw refuse('VeNCrypt subtype');
  yield { write: Buffer.of(1) };
  yield { startTls: 'certificate' };
  const challenge = randomBytes(CHALLENGE_BYTES);
  yield { write: challenge };
  const response = yield { read: CHALLENGE_BYTES, what: 'response' };
  const isAuthenticated = timingSafeEqual(response, encryptChallenge(password, challenge));
  const result = isAuthenticated ? Buffer.alloc(4) : Buffer.of(0, 0, 0, 1, 0, 0, 0, 0);
  yield { write: result };
  return { isAuthenticated };
}

function refuse(what: string): RfbProtocolError {
  return new RfbProtocolError('ERR_RFB_MALFORMED', `The viewer chose a ${what} that was not offered`);
}
