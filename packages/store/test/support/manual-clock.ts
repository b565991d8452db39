import { systemClock, type Clock } from '@ironbridge/common';

/** Wall-clock time that moves only when told. */
export class ManualClock implements Clock {
  #nowMs = Date.UTC(2030, 0, 1);

  public now(): Date {
    return new Date(this.#nowMs);
  }

  public monotonicMs(): number {
    return this.#nowMs;
  }

  public sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return systemClock.sleep(ms, signal);
  }

  public advance(ms: number): void {
    this.#nowMs += ms;
  }

  public inMs(ms: number): Date {
    return new Date(this.#nowMs + ms);
  }
}
