import { InternalError } from '@ironbridge/common';

import { ENCODINGS } from './encodings.js';

/** A part of the screen in Raw encoding. RFC 6143 section 7.7.1 */
export interface RawRectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Row after row, `width * height` pixels in the format in force, so a whole number of bytes for each. */
  readonly pixels: Uint8Array;
}

const MESSAGE_TYPE = 0;
const HEAD_BYTES = 4;
const RECTANGLE_HEAD_BYTES = 12;

/**
 * A FramebufferUpdate as sent, every rectangle in Raw encoding.
 *
 * @throws InternalError where the pixels of a rectangle are not as many as its size says
 * @see RFC 6143 section 7.6.1
 */
export function encodeFramebufferUpdate(rectangles: readonly RawRectangle[]): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt8(MESSAGE_TYPE, 0);
  head.writeUInt16BE(rectangles.length, 2);
  return Buffer.concat([
    head,
    ...rectangles.flatMap((rectangle) => [encodeHead(rectangle), rectangle.pixels]),
  ]);
}

function encodeHead({ x, y, width, height, pixels }: RawRectangle): Buffer {
  const area = width * height;
  if (![area, area * 2, area * 4].includes(pixels.length)) {
    throw new InternalError(
      `A rectangle of ${String(width)}x${String(height)} cannot have ${String(pixels.length)} bytes of pixels`,
    );
  }
  const head = Buffer.alloc(RECTANGLE_HEAD_BYTES);
  head.writeUInt16BE(x, 0);
  head.writeUInt16BE(y, 2);
  head.writeUInt16BE(width, 4);
  head.writeUInt16BE(height, 6);
  head.writeInt32BE(ENCODINGS.raw, 8);
  return head;
}
