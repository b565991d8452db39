import { RfbProtocolError, RfbSecurityPolicyError } from './errors.js';
import { read, startTls, write, type Handshake, type TlsPeer } from './handshake.js';
import type { RfbLoginKind } from './security.js';

/** What a client demands of VeNCrypt. */
export interface VeNCryptDemand {
  /** True where the server must show a certificate; false where an anonymous one will do, though none is preferred to it. */
  readonly isPeerVerified: boolean;
  readonly login: { readonly kind: RfbLoginKind };
}

const VERSION = { major: 0, minor: 2 };
const SUBTYPE_BYTES = 4;
const ACCEPTED_VERSION = 0;
const ACCEPTED_SUBTYPE = 1;

/** Numbers of the subtypes, by who the server is in TLS and by what is asked inside. */
export const VENCRYPT_SUBTYPES = {
  anonymous: { none: 257, vnc: 258, plain: 259 },
  certificate: { none: 260, vnc: 261, plain: 262 },
} as const satisfies Record<TlsPeer, Record<RfbLoginKind, number>>;

/**
 * A client's part of VeNCrypt 0.2, up to the start of the login inside TLS. It chooses exactly the demanded login, and an
 * anonymous server only where the demand allows it.
 *
 * @throws RfbSecurityPolicyError where no subtype that is offered will do; RfbProtocolError
 * @see https://github.com/rfbproto/rfbproto/blob/master/rfbproto.rst#vencrypt
 */
export function* startVeNCrypt({ isPeerVerified, login }: VeNCryptDemand): Handshake<void> {
  yield* agreeOnVersion();
  const offered = yield* readSubtypes();
  const wanted: readonly TlsPeer[] = isPeerVerified ? ['certificate'] : ['certificate', 'anonymous'];
  const peer = wanted.find((candidate) => offered.includes(VENCRYPT_SUBTYPES[candidate][login.kind]));
  if (peer === undefined) {
    throw new RfbSecurityPolicyError(VENCRYPT_SUBTYPES.certificate[login.kind], offered);
  }
  const choice = Buffer.alloc(SUBTYPE_BYTES);
  choice.writeUInt32BE(VENCRYPT_SUBTYPES[peer][login.kind]);
  yield* write(choice);
  if ((yield* read(1, 'answer to the VeNCrypt subtype')).readUInt8() !== ACCEPTED_SUBTYPE) {
    throw new RfbProtocolError(
      'ERR_RFB_SECURITY_TYPE',
      'The server refuses the VeNCrypt subtype that it offered',
    );
  }
  yield* startTls(peer);
}

function* agreeOnVersion(): Handshake<void> {
  const announced = yield* read(2, 'VeNCrypt version');
  const [major, minor] = [announced.readUInt8(0), announced.readUInt8(1)];
  if (major === VERSION.major && minor < VERSION.minor) {
    throw new RfbProtocolError(
      'ERR_RFB_VERSION',
      `The server speaks VeNCrypt ${String(major)}.${String(minor)}; 0.2 or newer is needed`,
    );
  }
  yield* write(Buffer.of(VERSION.major, VERSION.minor));
  if ((yield* read(1, 'answer to the VeNCrypt version')).readUInt8() !== ACCEPTED_VERSION) {
    throw new RfbProtocolError('ERR_RFB_VERSION', 'The server does not speak VeNCrypt 0.2');
  }
}

function* readSubtypes(): Handshake<number[]> {
  const count = (yield* read(1, 'number of VeNCrypt subtypes')).readUInt8();
  if (count === 0) return [];
  const list = yield* read(count * SUBTYPE_BYTES, 'list of VeNCrypt subtypes');
  return Array.from({ length: count }, (_, index) => list.readUInt32BE(index * SUBTYPE_BYTES));
}
