import { systemClock, type Clock } from './clock.js';
import { TimeoutError } from './errors.js';

/** A point in time by which work must be done; passed down, so that no step gets more time than the whole. */
export class Deadline {
  readonly #atMs: number;
  readonly #clock: Clock;

  private constructor(atMs: number, clock: Clock) {
    this.#atMs = atMs;
    this.#clock = clock;
  }

  /** The deadline that passes in `ms` milliseconds. */
  public static after(ms: number, clock: Clock = systemClock): Deadline {
    return new Deadline(clock.monotonicMs() + ms, clock);
  }

  /** Milliseconds left, never negative. */
  public get remainingMs(): number {
    return Math.max(0, this.#atMs - this.#clock.monotonicMs());
  }

  public get hasPassed(): boolean {
    return this.remainingMs === 0;
  }

  /** The earlier of this deadline and the one in `ms` milliseconds: the budget of one step. */
  public atMost(ms: number): Deadline {
    return new Deadline(Math.min(this.#atMs, this.#clock.monotonicMs() + ms), this.#clock);
  }

  /**
   * Runs `work` with a signal that aborts when the deadline passes or `signal` does, and waits no longer than that even
   * if the work ignores its signal.
   *
   * @throws TimeoutError naming `what` when the deadline passes, and the reason of `signal` when that aborts
   */
  public async run<T>(
    what: string,
    work: (signal: AbortSignal) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    signal?.throwIfAborted();
    const controller = new AbortController();
    const finished = new AbortController();
    const givenUp = new Promise<never>((_, reject) => {
      const giveUp = (reason: Error): void => {
        // First, so that the caller learns of the deadline and not of what the work makes of its abort.
        reject(reason);
        controller.abort(reason);
      };
      const cancel = (): void => {
        giveUp(signal?.reason as Error);
      };
      signal?.addEventListener('abort', cancel, { once: true, signal: finished.signal });
      this.#clock.sleep(this.remainingMs, finished.signal).then(
        () => {
          giveUp(new TimeoutError(`${what} did not finish in time`));
        },
        // The work was faster.
        () => undefined,
      );
    });
    try {
      return await Promise.race([work(controller.signal), givenUp]);
    } finally {
      finished.abort();
    }
  }
}
