import { CancelledError, type Clock } from '@ironbridge/common';

interface Sleeper {
  readonly atMs: number;
  readonly wake: () => void;
}

/** A clock that stands still until a test moves it. */
export class FakeClock implements Clock {
  #elapsedMs = 0;
  readonly #startedAt: Date;
  readonly #sleepers = new Set<Sleeper>();

  public constructor(startedAt = new Date('2026-01-01T00:00:00Z')) {
    this.#startedAt = startedAt;
  }

  /** How many sleeps are waiting; a test awaits its first before it moves the time. */
  public get sleeping(): number {
    return this.#sleepers.size;
  }

  public now(): Date {
    return new Date(this.#startedAt.getTime() + this.#elapsedMs);
  }

  public monotonicMs(): number {
    return this.#elapsedMs;
  }

  public sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const cancel = (): void => {
        this.#sleepers.delete(sleeper);
        reject(new CancelledError('The wait was cancelled', { cause: signal?.reason }));
      };
      const sleeper: Sleeper = {
        atMs: this.#elapsedMs + ms,
        wake: () => {
          this.#sleepers.delete(sleeper);
          signal?.removeEventListener('abort', cancel);
          resolve();
        },
      };
      this.#sleepers.add(sleeper);
      if (signal?.aborted === true) cancel();
      else signal?.addEventListener('abort', cancel, { once: true });
    });
  }

  /** Moves the time on, waking sleepers in the order of their times and letting what each begins run before the next. */
  public async advance(ms: number): Promise<void> {
    const endMs = this.#elapsedMs + ms;
    for (let next = this.#nextUntil(endMs); next !== undefined; next = this.#nextUntil(endMs)) {
      this.#elapsedMs = Math.max(this.#elapsedMs, next.atMs);
      next.wake();
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    }
    this.#elapsedMs = endMs;
  }

  #nextUntil(endMs: number): Sleeper | undefined {
    return [...this.#sleepers].filter(({ atMs }) => atMs <= endMs).sort((a, b) => a.atMs - b.atMs)[0];
  }
}
