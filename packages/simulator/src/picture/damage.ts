import { intersect, isEmpty, type Rectangle } from './rectangle.js';

/** Side of a tile in pixels: what changed is known no finer than this. */
const TILE = 16;

/** What of a picture a viewer has not got yet. Its size is fixed, however much changes. */
export class Damage {
  readonly #bounds: Rectangle;
  readonly #columns: number;
  readonly #isDirty: Uint8Array;

  public constructor(width: number, height: number) {
    this.#bounds = { x: 0, y: 0, width, height };
    this.#columns = Math.ceil(width / TILE);
    const rows = Math.ceil(height / TILE);
    this.#isDirty = new Uint8Array(this.#columns * rows);
  }

  public add(area: Rectangle): void {
    this.#forTiles(intersect(area, this.#bounds), (index) => {
      this.#isDirty[index] = 1;
    });
  }

  /**
   * The damaged rectangles within `region`, one for each run of tiles in a row; they count as repaired. A tile that is
   * only partly in the region stays damaged.
   */
  public take(region: Rectangle): Rectangle[] {
    const wanted = intersect(region, this.#bounds);
    const taken: Rectangle[] = [];
    let run: Rectangle | undefined;
    this.#forTiles(wanted, (index, tile) => {
      if (this.#isDirty[index] !== 1) return;
      const part = intersect(tile, wanted);
      if (part.width === tile.width && part.height === tile.height) this.#isDirty[index] = 0;
      if (run?.y === part.y && run.x + run.width === part.x) {
        run = { ...run, width: run.width + part.width };
        taken[taken.length - 1] = run;
      } else {
        run = part;
        taken.push(run);
      }
    });
    return taken;
  }

  #forTiles(area: Rectangle, visit: (index: number, tile: Rectangle) => void): void {
    if (isEmpty(area)) return;
    const lastColumn = Math.floor((area.x + area.width - 1) / TILE);
    const lastRow = Math.floor((area.y + area.height - 1) / TILE);
    for (let row = Math.floor(area.y / TILE); row <= lastRow; row += 1) {
      for (let column = Math.floor(area.x / TILE); column <= lastColumn; column += 1) {
        const tile = { x: column * TILE, y: row * TILE, width: TILE, height: TILE };
        visit(row * this.#columns + column, intersect(tile, this.#bounds));
      }
    }
  }
}
