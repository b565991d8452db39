import { RfbProtocolError } from './errors.js';
import { MAX_HANDSHAKE_BUFFER_BYTES, read, type Handshake } from './handshake.js';
import {
  decodePixelFormat,
  encodePixelFormat,
  PIXEL_FORMAT_BYTES,
  type PixelFormat,
} from './pixel-format.js';

/** The longest desktop name that is read. */
export const MAX_NAME_BYTES = MAX_HANDSHAKE_BUFFER_BYTES;

const FORMAT_OFFSET = 4;
const NAME_LENGTH_OFFSET = FORMAT_OFFSET + PIXEL_FORMAT_BYTES;
const NAME_OFFSET = NAME_LENGTH_OFFSET + 4;

/** What a server says of its screen. RFC 6143 section 7.3.2 */
export interface ServerInit {
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  readonly pixelFormat: PixelFormat;
  /** The server's words, as they came: show them as text, never as markup. */
  readonly name: string;
}

/**
 * ServerInit as sent.
 *
 * @see RFC 6143 section 7.3.2
 */
export function encodeServerInit({ width, height, pixelFormat, name }: ServerInit): Buffer {
  const text = Buffer.from(name, 'utf8');
  const bytes = Buffer.alloc(NAME_OFFSET + text.length);
  bytes.writeUInt16BE(width, 0);
  bytes.writeUInt16BE(height, 2);
  bytes.set(encodePixelFormat(pixelFormat), FORMAT_OFFSET);
  bytes.writeUInt32BE(text.length, NAME_LENGTH_OFFSET);
  bytes.set(text, NAME_OFFSET);
  return bytes;
}

/**
 * Reads ServerInit as it comes; for a client, after its ClientInit. Run it with a `HandshakeRunner`.
 *
 * @throws RfbProtocolError `ERR_RFB_LIMIT` where the name is longer than {@link MAX_NAME_BYTES}, `ERR_RFB_MALFORMED`
 * @see RFC 6143 section 7.3.2
 */
export function* readServerInit(): Handshake<ServerInit> {
  const head = yield* read(NAME_OFFSET, 'ServerInit');
  const nameBytes = head.readUInt32BE(NAME_LENGTH_OFFSET);
  if (nameBytes > MAX_NAME_BYTES) {
    throw new RfbProtocolError(
      'ERR_RFB_LIMIT',
      `The desktop's name has ${String(nameBytes)} bytes; at most ${String(MAX_NAME_BYTES)} are read`,
    );
  }
  const name = nameBytes === 0 ? '' : (yield* read(nameBytes, 'desktop name')).toString('utf8');
  return {
    width: head.readUInt16BE(0),
    height: head.readUInt16BE(2),
    pixelFormat: decodePixelFormat(head.subarray(FORMAT_OFFSET, NAME_LENGTH_OFFSET)),
    name,
  };
}
