import { RGB555, RGB888 } from '@ironbridge/rfb';

import { createPixelEncoder } from './pixel-encoder.js';

const ORANGE = Uint32Array.of(0xff_80_00);

describe('createPixelEncoder', () => {
  it('writes 32 bits, little endian, as blue, green, red', () => {
    expect([...createPixelEncoder(RGB888)(ORANGE)]).toEqual([0x00, 0x80, 0xff, 0x00]);
  });

  it('writes the other byte order when the format is big endian', () => {
    expect([...createPixelEncoder({ ...RGB888, isBigEndian: true })(ORANGE)]).toEqual([
      0x00, 0xff, 0x80, 0x00,
    ]);
  });

  it('uses the highest byte when a shift says so', () => {
    const format = { ...RGB888, redShift: 24, greenShift: 16, blueShift: 8 };
    expect([...createPixelEncoder(format)(ORANGE)]).toEqual([0x00, 0x00, 0x80, 0xff]);
  });

  it('scales colours to 16 bits of an iDRAC', () => {
    expect(Buffer.from(createPixelEncoder(RGB555)(ORANGE)).readUInt16LE()).toBe((31 << 10) | (16 << 5));
  });

  it('scales colours to 8 bits', () => {
    const format = {
      ...RGB888,
      bitsPerPixel: 8 as const,
      depth: 8,
      redMax: 7,
      greenMax: 7,
      blueMax: 3,
      redShift: 0,
      greenShift: 3,
      blueShift: 6,
    };
    expect([...createPixelEncoder(format)(ORANGE)]).toEqual([7 | (4 << 3)]);
  });
});
