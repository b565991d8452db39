import { reconnectDelayMs } from './reconnect-delay.js';

const HIGHEST = 1 - Number.EPSILON;

describe('reconnectDelayMs', () => {
  it('doubles from one second to fifteen', () => {
    const delays = [1, 2, 3, 4, 5, 6, 1_000].map((attempt) => reconnectDelayMs(attempt, () => HIGHEST));
    expect(delays).toEqual([1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
  });

  it('is never less than half of that', () => {
    expect([1, 5].map((attempt) => reconnectDelayMs(attempt, () => 0))).toEqual([500, 7_500]);
  });
});
