import { Damage } from './damage.js';

const EVERYTHING = { x: 0, y: 0, width: 100, height: 40 };

describe('Damage', () => {
  describe('take', () => {
    it('gives nothing when nothing was damaged', () => {
      expect(new Damage(100, 40).take(EVERYTHING)).toEqual([]);
    });

    it('gives one rectangle for each row of tiles, cut at the edge of the picture', () => {
      const damage = new Damage(100, 40);
      damage.add(EVERYTHING);
      expect(damage.take(EVERYTHING)).toEqual([
        { x: 0, y: 0, width: 100, height: 16 },
        { x: 0, y: 16, width: 100, height: 16 },
        { x: 0, y: 32, width: 100, height: 8 },
      ]);
      expect(damage.take(EVERYTHING)).toEqual([]);
    });

    it('gives separate rectangles when there is something whole between them', () => {
      const damage = new Damage(100, 40);
      damage.add({ x: 0, y: 0, width: 1, height: 1 });
      damage.add({ x: 40, y: 0, width: 1, height: 1 });
      expect(damage.take(EVERYTHING)).toEqual([
        { x: 0, y: 0, width: 16, height: 16 },
        { x: 32, y: 0, width: 16, height: 16 },
      ]);
    });

    it('keeps what lies outside the region, and tiles partly outside', () => {
      const damage = new Damage(100, 40);
      damage.add({ x: 0, y: 0, width: 48, height: 16 });
      expect(damage.take({ x: 0, y: 0, width: 24, height: 16 })).toEqual([
        { x: 0, y: 0, width: 24, height: 16 },
      ]);
      expect(damage.take(EVERYTHING)).toEqual([{ x: 16, y: 0, width: 32, height: 16 }]);
    });
  });

  describe('add', () => {
    it('ignores what is beyond the picture', () => {
      const damage = new Damage(100, 40);
      damage.add({ x: -20, y: -20, width: 20, height: 20 });
      damage.add({ x: 100, y: 0, width: 9, height: 9 });
      expect(damage.take(EVERYTHING)).toEqual([]);
    });
  });
});
