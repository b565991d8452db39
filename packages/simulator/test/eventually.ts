import { setTimeout as delay } from 'node:timers/promises';

const DEADLINE_MS = 5000;
const INTERVAL_MS = 5;

/** Waits until `condition` holds; fails the test where it does not in time. */
export async function eventually(condition: () => boolean): Promise<void> {
  const endMs = performance.now() + DEADLINE_MS;
  while (!condition() && performance.now() < endMs) await delay(INTERVAL_MS);
  expect(condition()).toBe(true);
}
