const BASE_MS = 1_000;
const MAX_MS = 15_000;

/**
 * How long to wait before reconnect number `attempt` (1 is the first): 1 s doubling to 15 s, spread over the upper half,
 * so that a hundred viewers that a proxy lost do not come back at once. `random` gives a number in [0, 1).
 */
export function reconnectDelayMs(attempt: number, random: () => number = Math.random): number {
  const ceilingMs = Math.min(MAX_MS, BASE_MS * 2 ** Math.min(attempt - 1, 10));
  return Math.round(ceilingMs / 2 + (random() * ceilingMs) / 2);
}
