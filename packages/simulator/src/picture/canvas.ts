import { GLYPH_HEIGHT, GLYPH_WIDTH, glyphOf } from './glyphs.js';
import { intersect, type Rectangle } from './rectangle.js';

/** Pixels of a rectangle, row after row, as 0xRRGGBB; what is drawn beyond its edges is cut off. */
export class Canvas {
  public readonly bounds: Rectangle;
  public readonly pixels: Uint32Array;

  public constructor(bounds: Rectangle) {
    this.bounds = bounds;
    this.pixels = new Uint32Array(bounds.width * bounds.height);
  }

  public fill(area: Rectangle, colour: number): void {
    const { x, y, width, height } = intersect(area, this.bounds);
    for (let row = y; row < y + height; row += 1) {
      const start = this.#indexOf(x, row);
      this.pixels.fill(colour, start, start + width);
    }
  }

  /** Draws one line of text whose first glyph has its top left corner at x, y. */
  public drawText(
    text: string,
    { x, y }: { readonly x: number; readonly y: number },
    colour: number,
    scale: number,
  ): void {
    for (const [column, character] of Array.from(text).entries()) {
      this.#drawGlyph(character, x + column * (GLYPH_WIDTH + 1) * scale, y, colour, scale);
    }
  }

  /** A copy of a part of it; `area` lies within its bounds. */
  public copy(area: Rectangle): Canvas {
    const part = new Canvas(area);
    for (let row = 0; row < area.height; row += 1) {
      const start = this.#indexOf(area.x, area.y + row);
      part.pixels.set(this.pixels.subarray(start, start + area.width), row * area.width);
    }
    return part;
  }

  #drawGlyph(character: string, x: number, y: number, colour: number, scale: number): void {
    const rows = glyphOf(character);
    for (let row = 0; row < GLYPH_HEIGHT; row += 1) {
      for (let column = 0; column < GLYPH_WIDTH; column += 1) {
        if (rows[row]?.[column] !== '#') continue;
        this.fill({ x: x + column * scale, y: y + row * scale, width: scale, height: scale }, colour);
      }
    }
  }

  #indexOf(x: number, y: number): number {
    return (y - this.bounds.y) * this.bounds.width + (x - this.bounds.x);
  }
}
