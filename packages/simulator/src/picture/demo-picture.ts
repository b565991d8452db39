import { systemClock, type Clock } from '@ironbridge/common';

import { Canvas } from './canvas.js';
import { GLYPH_HEIGHT, GLYPH_WIDTH } from './glyphs.js';
import type { Rectangle } from './rectangle.js';
import { TypedText } from './typed-text.js';

export interface DemoPictureOptions {
  /** Pixels, 320 or more. Default: 640 */
  readonly width?: number;
  /** Pixels, 240 or more. Default: 400 */
  readonly height?: number;
  /** What is written at the top, to tell one server from another. Default: `Simulated server` */
  readonly label?: string;
}

const COLOURS = {
  background: 0x10_18_28,
  label: 0xff_ff_ff,
  clock: 0x8f_d0_ff,
  text: 0x9f_ef_9f,
  box: 0xff_a0_30,
} as const;

/** The crosshair's colour for none, left, middle and right button. */
const POINTER_COLOURS: ReadonlyMap<number, number> = new Map([
  [0, 0xff_ff_ff],
  [1, 0xff_40_40],
  [2, 0x40_ff_40],
  [4, 0x40_80_ff],
]);
const OTHER_BUTTONS_COLOUR = 0xff_ff_40;

const SCALE = 2;
const CELL_WIDTH = (GLYPH_WIDTH + 1) * SCALE;
const CELL_HEIGHT = (GLYPH_HEIGHT + 2) * SCALE;
const MARGIN = 8;
const CLOCK_TEXT_LENGTH = 'HH:MM:SS'.length;
const TEXT_TOP = MARGIN + CELL_HEIGHT * 2;
const BOX_SIZE = 32;
const BOX_STEP = { x: 5, y: 3 } as const;
const ARM = 8;

/**
 * A screen that moves by itself and answers to keys and pointer: a bouncing box, a clock, typed text, a crosshair.
 * The box and the crosshair lie above the rest and are drawn when a part is read.
 */
export class DemoPicture {
  readonly #clock: Clock;
  readonly #base: Canvas;
  readonly #text: TypedText;
  readonly #listeners = new Set<(area: Rectangle) => void>();
  #time = '';
  #box: { readonly x: number; readonly y: number; readonly stepX: number; readonly stepY: number };
  #pointer: { readonly x: number; readonly y: number; readonly buttons: number } | undefined;

  public constructor(
    { width = 640, height = 400, label = 'Simulated server' }: DemoPictureOptions = {},
    clock: Clock = systemClock,
  ) {
    this.#clock = clock;
    this.#base = new Canvas({ x: 0, y: 0, width, height });
    this.#text = new TypedText(
      Math.floor((width - 2 * MARGIN) / CELL_WIDTH),
      Math.floor((height - TEXT_TOP - MARGIN) / CELL_HEIGHT),
    );
    this.#box = { x: Math.floor(width / 2), y: TEXT_TOP, stepX: BOX_STEP.x, stepY: BOX_STEP.y };
    this.#base.fill(this.#base.bounds, COLOURS.background);
    this.#base.drawText(label, { x: MARGIN, y: MARGIN }, COLOURS.label, SCALE);
  }

  public get width(): number {
    return this.#base.bounds.width;
  }

  public get height(): number {
    return this.#base.bounds.height;
  }

  /** Calls `listener` with each part that changes, until the returned function is called. */
  public watch(listener: (area: Rectangle) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Goes on by one frame. */
  public advance(): void {
    this.#moveBox();
    const time = this.#clock.now().toISOString().slice(11, 19);
    if (time === this.#time) return;
    this.#time = time;
    const width = CLOCK_TEXT_LENGTH * CELL_WIDTH;
    this.#write(
      time,
      { x: this.width - MARGIN - width, y: MARGIN, width, height: CELL_HEIGHT },
      COLOURS.clock,
    );
  }

  /** A key was pressed; printable ASCII, Return and BackSpace show. */
  public pressKey(keysym: number): void {
    const before = this.#text.lines.slice();
    if (!this.#text.press(keysym)) return;
    for (const [row, line] of this.#text.lines.entries()) {
      if (line === before[row]) continue;
      const area = {
        x: MARGIN,
        y: TEXT_TOP + row * CELL_HEIGHT,
        width: this.width - 2 * MARGIN,
        height: CELL_HEIGHT,
      };
      this.#write(line, area, COLOURS.text);
    }
  }

  /** The pointer moved, or its buttons changed. */
  public movePointer(x: number, y: number, buttons: number): void {
    if (this.#pointer !== undefined) this.#damage(aroundPointer(this.#pointer));
    this.#pointer = { x, y, buttons };
    this.#damage(aroundPointer(this.#pointer));
  }

  /** Pixels of a part that lies within the picture, as 0xRRGGBB. */
  public read(area: Rectangle): Uint32Array {
    const part = this.#base.copy(area);
    part.fill(this.#boxArea, COLOURS.box);
    if (this.#pointer !== undefined) {
      const { x, y, buttons } = this.#pointer;
      const colour = POINTER_COLOURS.get(buttons) ?? OTHER_BUTTONS_COLOUR;
      part.fill({ x: x - ARM, y, width: 2 * ARM + 1, height: 1 }, colour);
      part.fill({ x, y: y - ARM, width: 1, height: 2 * ARM + 1 }, colour);
    }
    return part.pixels;
  }

  get #boxArea(): Rectangle {
    return { x: this.#box.x, y: this.#box.y, width: BOX_SIZE, height: BOX_SIZE };
  }

  #moveBox(): void {
    this.#damage(this.#boxArea);
    const box = this.#box;
    const x = box.x + box.stepX;
    const y = box.y + box.stepY;
    const isBeyondX = x < 0 || x + BOX_SIZE > this.width;
    const isBeyondY = y < TEXT_TOP || y + BOX_SIZE > this.height;
    this.#box = {
      x: isBeyondX ? box.x : x,
      y: isBeyondY ? box.y : y,
      stepX: isBeyondX ? -box.stepX : box.stepX,
      stepY: isBeyondY ? -box.stepY : box.stepY,
    };
    this.#damage(this.#boxArea);
  }

  #write(text: string, area: Rectangle, colour: number): void {
    this.#base.fill(area, COLOURS.background);
    this.#base.drawText(text, area, colour, SCALE);
    this.#damage(area);
  }

  #damage(area: Rectangle): void {
    for (const listener of this.#listeners) listener(area);
  }
}

function aroundPointer({ x, y }: { readonly x: number; readonly y: number }): Rectangle {
  return { x: x - ARM, y: y - ARM, width: 2 * ARM + 1, height: 2 * ARM + 1 };
}
