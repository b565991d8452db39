import { RfbProtocolError } from './errors.js';

/** Length of a pixel format on the wire. */
export const PIXEL_FORMAT_BYTES = 16;

/** How pixels are laid out. RFC 6143 section 7.4 */
export interface PixelFormat {
  readonly bitsPerPixel: 8 | 16 | 32;
  /** Useful bits of a pixel. */
  readonly depth: number;
  readonly isBigEndian: boolean;
  /** False where pixels are indexes into a colour map; maxima and shifts then mean nothing. */
  readonly isTrueColour: boolean;
  readonly redMax: number;
  readonly greenMax: number;
  readonly blueMax: number;
  readonly redShift: number;
  readonly greenShift: number;
  readonly blueShift: number;
}

/** 32 bits, eight for each colour: what most viewers ask for. */
export const RGB888: PixelFormat = {
  bitsPerPixel: 32,
  depth: 24,
  isBigEndian: false,
  isTrueColour: true,
  redMax: 255,
  greenMax: 255,
  blueMax: 255,
  redShift: 16,
  greenShift: 8,
  blueShift: 0,
};

/** 16 bits, five for each colour: what an iDRAC says in its ServerInit. */
export const RGB555: PixelFormat = {
  bitsPerPixel: 16,
  depth: 15,
  isBigEndian: false,
  isTrueColour: true,
  redMax: 31,
  greenMax: 31,
  blueMax: 31,
  redShift: 10,
  greenShift: 5,
  blueShift: 0,
};

/**
 * A pixel format as sent.
 *
 * @see RFC 6143 section 7.4
 */
export function encodePixelFormat(format: PixelFormat): Buffer {
  const bytes = Buffer.alloc(PIXEL_FORMAT_BYTES);
  bytes.writeUInt8(format.bitsPerPixel, 0);
  bytes.writeUInt8(format.depth, 1);
  bytes.writeUInt8(format.isBigEndian ? 1 : 0, 2);
  bytes.writeUInt8(format.isTrueColour ? 1 : 0, 3);
  bytes.writeUInt16BE(format.redMax, 4);
  bytes.writeUInt16BE(format.greenMax, 6);
  bytes.writeUInt16BE(format.blueMax, 8);
  bytes.writeUInt8(format.redShift, 10);
  bytes.writeUInt8(format.greenShift, 11);
  bytes.writeUInt8(format.blueShift, 12);
  return bytes;
}

/**
 * Reads a pixel format of {@link PIXEL_FORMAT_BYTES}.
 *
 * @throws RfbProtocolError `ERR_RFB_MALFORMED`
 * @see RFC 6143 section 7.4
 */
export function decodePixelFormat(bytes: Uint8Array): PixelFormat {
  if (bytes.length !== PIXEL_FORMAT_BYTES) {
    throw new RfbProtocolError(
      'ERR_RFB_MALFORMED',
      `A pixel format has ${String(PIXEL_FORMAT_BYTES)} bytes, not ${String(bytes.length)}`,
    );
  }
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return {
    bitsPerPixel: parseBitsPerPixel(view.readUInt8(0)),
    depth: view.readUInt8(1),
    isBigEndian: view.readUInt8(2) !== 0,
    isTrueColour: view.readUInt8(3) !== 0,
    redMax: view.readUInt16BE(4),
    greenMax: view.readUInt16BE(6),
    blueMax: view.readUInt16BE(8),
    redShift: view.readUInt8(10),
    greenShift: view.readUInt8(11),
    blueShift: view.readUInt8(12),
  };
}

function parseBitsPerPixel(value: number): 8 | 16 | 32 {
  if (value === 8 || value === 16 || value === 32) return value;
  throw new RfbProtocolError('ERR_RFB_MALFORMED', `A pixel has 8, 16 or 32 bits, not ${String(value)}`);
}
