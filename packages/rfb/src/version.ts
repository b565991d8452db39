import { RfbProtocolError } from './errors.js';
import { read, type Handshake } from './handshake.js';

/** The versions that are spoken here, oldest first. */
export const RFB_VERSIONS = ['3.3', '3.7', '3.8'] as const;

/** A version of the protocol; every other number seen in the wild is one of these three in behaviour. */
export type RfbVersion = (typeof RFB_VERSIONS)[number];

const MAGIC = 'RFB ';
const NUMBERS = /^(\d{3})\.(\d{3})\n$/;
const NUMBERS_BYTES = 8;

/** True where `version` is newer than `other`. */
export function isNewerVersion(version: RfbVersion, other: RfbVersion): boolean {
  return RFB_VERSIONS.indexOf(version) > RFB_VERSIONS.indexOf(other);
}

/**
 * ProtocolVersion, as sent.
 *
 * @see RFC 6143 section 7.1.1
 */
export function encodeVersion(version: RfbVersion): Buffer {
  return Buffer.from(`${MAGIC}003.00${version.slice(2)}\n`, 'latin1');
}

/**
 * Reads the other side's ProtocolVersion and says which dialect it means.
 *
 * The first four bytes are judged alone, so that a peer that speaks something shorter (a TLS alert has seven bytes) is
 * told apart at once and not at the deadline.
 *
 * @throws RfbProtocolError `ERR_RFB_VERSION`
 * @see RFC 6143 section 7.1.1
 */
export function* readVersion(): Handshake<RfbVersion> {
  const magic = yield* read(MAGIC.length, 'RFB version');
  if (magic.toString('latin1') !== MAGIC) {
    throw new RfbProtocolError(
      'ERR_RFB_VERSION',
      `The other side does not speak RFB: it began with ${magic.toString('hex')} (hex); check the port, and whether it wants TLS`,
    );
  }
  const numbers = yield* read(NUMBERS_BYTES, 'RFB version');
  const [, major, minor] = NUMBERS.exec(numbers.toString('latin1')) ?? [];
  if (major === undefined || minor === undefined) {
    throw new RfbProtocolError(
      'ERR_RFB_VERSION',
      `The RFB version is malformed: ${numbers.toString('hex')} (hex)`,
    );
  }
  return dialectOf(Number(major), Number(minor));
}

function dialectOf(major: number, minor: number): RfbVersion {
  // RealVNC Enterprise says 4.0, 4.1 and 5.0 and speaks 3.8.
  if (major === 4 || major === 5) return '3.8';
  if (major === 3 && minor >= 3) {
    // Apple says 3.889 and UltraVNC 3.14 and 3.16, for 3.8; 3.4, 3.5 and 3.6 are to be read as 3.3.
    if (minor >= 8) return '3.8';
    return minor === 7 ? '3.7' : '3.3';
  }
  // A Supermicro BMC says 55.8 and then speaks its own protocol.
  throw new RfbProtocolError(
    'ERR_RFB_VERSION',
    `RFB version ${String(major)}.${String(minor)} is not RFB as standardised; 3.3 to 5.x is spoken`,
  );
}
