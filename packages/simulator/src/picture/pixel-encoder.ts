import type { PixelFormat } from '@ironbridge/rfb';

/** Turns pixels as 0xRRGGBB into the bytes of one format. */
export type PixelEncoder = (pixels: Uint32Array) => Uint8Array;

/** An encoder for a true-colour format. RFC 6143 section 7.4 */
export function createPixelEncoder(format: PixelFormat): PixelEncoder {
  const red = createLevels(format.redMax, format.redShift);
  const green = createLevels(format.greenMax, format.greenShift);
  const blue = createLevels(format.blueMax, format.blueShift);
  const bytesPerPixel = format.bitsPerPixel / 8;
  return (pixels) => {
    const bytes = new Uint8Array(pixels.length * bytesPerPixel);
    const write = createWriter(new DataView(bytes.buffer), format);
    for (const [index, pixel] of pixels.entries()) {
      const value =
        (red[(pixel >> 16) & 0xff] ?? 0) | (green[(pixel >> 8) & 0xff] ?? 0) | (blue[pixel & 0xff] ?? 0);
      write(index * bytesPerPixel, value);
    }
    return bytes;
  };
}

/** What each of the 256 levels of a colour becomes in a pixel. */
function createLevels(max: number, shift: number): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, level) => Math.round((level * max) / 255) << shift);
}

function createWriter(
  view: DataView,
  { bitsPerPixel, isBigEndian }: PixelFormat,
): (offset: number, value: number) => void {
  switch (bitsPerPixel) {
    case 8:
      return (offset, value) => {
        view.setUint8(offset, value);
      };
    case 16:
      return (offset, value) => {
        view.setUint16(offset, value, !isBigEndian);
      };
    case 32:
      return (offset, value) => {
        view.setUint32(offset, value, !isBigEndian);
      };
  }
}
