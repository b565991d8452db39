export interface BackoffOptions {
  /** Wait before the second attempt, in milliseconds. */
  readonly baseMs: number;
  /** No wait is longer than this, in milliseconds. */
  readonly maxMs: number;
  /** A number in [0, 1); replaced in tests. */
  readonly random?: () => number;
}

/**
 * How long to wait after failed attempt number `attempt` (1 is the first): doubling, capped, and spread over the upper
 * half of the interval, so that a thousand consoles lost at once do not come back at once.
 */
export function backoffMs(attempt: number, { baseMs, maxMs, random = Math.random }: BackoffOptions): number {
  const ceiling = Math.min(maxMs, baseMs * 2 ** Math.min(attempt - 1, 30));
  return ceiling / 2 + (random() * ceiling) / 2;
}
