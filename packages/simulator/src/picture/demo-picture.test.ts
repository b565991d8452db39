import { systemClock } from '@ironbridge/common';

import { DemoPicture } from './demo-picture.js';
import type { Rectangle } from './rectangle.js';

function createPicture() {
  let nowMs = 0;
  const picture = new DemoPicture(
    { width: 320, height: 240 },
    { ...systemClock, now: () => new Date(nowMs) },
  );
  const changes: Rectangle[] = [];
  picture.watch((area) => changes.push(area));
  const read = () => picture.read({ x: 0, y: 0, width: 320, height: 240 });
  return {
    picture,
    changes,
    read,
    wait: (ms: number) => {
      nowMs += ms;
    },
  };
}

function isWithin({ x, y, width, height }: Rectangle, px: number, py: number): boolean {
  return px >= x && py >= y && px < x + width && py < y + height;
}

/** True where every pixel that differs lies in a part that was said to have changed. */
function isCovered(before: Uint32Array, after: Uint32Array, changes: readonly Rectangle[]): boolean {
  return after.every(
    (pixel, index) =>
      pixel === before[index] || changes.some((area) => isWithin(area, index % 320, Math.floor(index / 320))),
  );
}

describe('DemoPicture', () => {
  describe('advance', () => {
    it('moves the box and says where', () => {
      const { picture, changes, read } = createPicture();
      picture.advance();
      const before = read();
      changes.length = 0;
      picture.advance();
      expect(changes.length).toBe(2);
      expect(read()).not.toEqual(before);
      expect(isCovered(before, read(), changes)).toBe(true);
    });

    it('keeps the box inside however long it runs', () => {
      const { picture, changes } = createPicture();
      for (let frame = 0; frame < 1000; frame += 1) picture.advance();
      expect(
        changes.every(({ x, y, width, height }) => x >= 0 && y >= 0 && x + width <= 320 && y + height <= 240),
      ).toBe(true);
    });

    it('writes the clock when the second changes', () => {
      const { picture, changes, wait } = createPicture();
      picture.advance();
      changes.length = 0;
      wait(1000);
      picture.advance();
      expect(changes.length).toBe(3);
    });
  });

  describe('pressKey', () => {
    it('shows a character, and takes it back on BackSpace', () => {
      const { picture, changes, read } = createPicture();
      const before = read();
      picture.pressKey('A'.charCodeAt(0));
      expect(read()).not.toEqual(before);
      expect(isCovered(before, read(), changes)).toBe(true);
      picture.pressKey(0xff08);
      expect(read()).toEqual(before);
    });

    it('changes nothing when the key has no picture', () => {
      const { picture, changes } = createPicture();
      picture.pressKey(0xffe1);
      expect(changes).toEqual([]);
    });

    it('goes on with the next lines, and scrolls at the bottom', () => {
      const { picture, changes, read } = createPicture();
      for (let line = 0; line < 50; line += 1) picture.pressKey(0xff0d);
      changes.length = 0;
      const before = read();
      picture.pressKey('x'.charCodeAt(0));
      picture.pressKey(0xff0d);
      expect(isCovered(before, read(), changes)).toBe(true);
      expect(changes.every(({ y, height }) => y + height <= 240)).toBe(true);
    });
  });

  describe('movePointer', () => {
    it('draws a crosshair whose colour follows the buttons', () => {
      const { picture, changes, read } = createPicture();
      const before = read();
      picture.movePointer(200, 150, 0);
      expect(read()[150 * 320 + 200]).toBe(0xff_ff_ff);
      picture.movePointer(210, 150, 1);
      expect(read()[150 * 320 + 210]).toBe(0xff_40_40);
      expect(isCovered(before, read(), changes)).toBe(true);
    });
  });
});
