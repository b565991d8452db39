import { setTimeout } from 'node:timers/promises';

const POLL_INTERVAL_MS = 2;

/** Polls until `holds` is true. @throws Error naming `what` when the deadline passes */
export async function eventually(
  what: string,
  holds: () => boolean | Promise<boolean>,
  timeoutMs = 3_000,
): Promise<void> {
  const startedAtMs = performance.now();
  while (!(await holds())) {
    if (performance.now() - startedAtMs > timeoutMs) throw new Error(`Not in time: ${what}`);
    await setTimeout(POLL_INTERVAL_MS);
  }
}
