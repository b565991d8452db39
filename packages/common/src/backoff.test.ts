import fc from 'fast-check';
import { backoffMs } from './backoff.js';

describe('backoffMs', () => {
  it.each([
    [1, 500, 1000],
    [2, 1000, 2000],
    [3, 2000, 4000],
    [6, 15_000, 30_000],
    [1000, 15_000, 30_000],
  ])('doubles to the cap: attempt %i waits from %i to %i ms', (attempt, fromMs, toMs) => {
    const options = { baseMs: 1000, maxMs: 30_000 };
    expect(backoffMs(attempt, { ...options, random: () => 0 })).toBe(fromMs);
    expect(backoffMs(attempt, { ...options, random: () => 1 })).toBe(toMs);
  });

  it('never waits longer than the cap nor less than half of the step', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.integer({ min: 1, max: 1e6 }),
        (attempt, maxMs) => {
          const ms = backoffMs(attempt, { baseMs: 1000, maxMs });
          expect(ms).toBeLessThanOrEqual(maxMs);
          expect(ms).toBeGreaterThanOrEqual(Math.min(1000, maxMs) / 2);
        },
      ),
    );
  });
});
