import { Canvas } from './canvas.js';
import { GLYPH_HEIGHT, GLYPH_WIDTH, glyphOf } from './glyphs.js';

const INK = 0x12_34_56;

describe('Canvas', () => {
  describe('fill', () => {
    it('cuts off what is beyond its edges', () => {
      const canvas = new Canvas({ x: 0, y: 0, width: 3, height: 2 });
      canvas.fill({ x: 2, y: -5, width: 10, height: 6 }, INK);
      expect([...canvas.pixels]).toEqual([0, 0, INK, 0, 0, 0]);
    });

    it('fills nothing when the area lies elsewhere', () => {
      const canvas = new Canvas({ x: 0, y: 0, width: 3, height: 2 });
      canvas.fill({ x: 3, y: 0, width: 1, height: 1 }, INK);
      canvas.fill({ x: -1, y: 0, width: 1, height: 1 }, INK);
      expect(canvas.pixels.every((pixel) => pixel === 0)).toBe(true);
    });
  });

  describe('copy', () => {
    it('gives a part that keeps its place', () => {
      const canvas = new Canvas({ x: 0, y: 0, width: 4, height: 4 });
      canvas.fill({ x: 2, y: 1, width: 1, height: 1 }, INK);
      const part = canvas.copy({ x: 1, y: 1, width: 2, height: 2 });
      expect([...part.pixels]).toEqual([0, INK, 0, 0]);
      part.fill({ x: 1, y: 2, width: 1, height: 1 }, INK);
      expect([...part.pixels]).toEqual([0, INK, INK, 0]);
    });
  });

  describe('drawText', () => {
    it('draws one glyph after another', () => {
      const canvas = new Canvas({ x: 0, y: 0, width: 11, height: 7 });
      canvas.drawText('-|', { x: 0, y: 0 }, INK, 1);
      const middle = [...canvas.pixels.subarray(3 * 11, 4 * 11)].map((pixel) => (pixel === INK ? '#' : '.'));
      expect(middle.join('')).toBe('.###....#..');
    });
  });
});

describe('glyphOf', () => {
  it('has a drawing of its own for each printable ASCII character', () => {
    const drawings = new Set<string>();
    for (let code = 0x20; code <= 0x7e; code += 1) {
      const rows = glyphOf(String.fromCodePoint(code));
      expect(rows).toHaveLength(GLYPH_HEIGHT);
      for (const row of rows) expect(row).toMatch(new RegExp(`^[.#]{${String(GLYPH_WIDTH)}}$`));
      drawings.add(rows.join());
    }
    expect(drawings.size).toBe(0x7e - 0x20 + 1);
  });

  it('gives a filled box when the character is not printable ASCII', () => {
    expect(glyphOf('é').join('')).toMatch(/^#+$/);
  });
});
