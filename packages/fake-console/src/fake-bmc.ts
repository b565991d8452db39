import { CancelledError } from '@ironbridge/common';
import { FakeConsoleError } from './errors.js';
import type { FakeFault } from './fake-options.js';

/** The settings that a start changes. */
export type FakeSettings = {
  readonly consoleEnabled: boolean;
  /** Minutes without a viewer after which the console switches itself off; 0 is never. */
  readonly idleTimeoutMinutes: number;
};

const FACTORY_SETTINGS: FakeSettings = { consoleEnabled: false, idleTimeoutMinutes: 30 };

/** A BMC that exists only in memory, and outlives the driver instances that talk to it, as a real one does. */
export class FakeBmc {
  #settings = FACTORY_SETTINGS;
  #writes = 0;
  #requests = 0;
  #failedLogins = 0;
  readonly #hangs = new Set<symbol>();
  readonly #onBack = new Set<() => void>();

  public get settings(): FakeSettings {
    return this.#settings;
  }

  public get writes(): number {
    return this.#writes;
  }

  public get requests(): number {
    return this.#requests;
  }

  public get failedLogins(): number {
    return this.#failedLogins;
  }

  /** Stops answering until the returned function is called. */
  public hang(): () => void {
    const hang = Symbol('hang');
    this.#hangs.add(hang);
    return () => {
      this.#hangs.delete(hang);
      if (this.#hangs.size > 0) return;
      for (const back of this.#onBack) back();
    };
  }

  /** Switches the console off at the BMC itself. */
  public disturb(): void {
    this.#settings = { ...this.#settings, consoleEnabled: false };
  }

  /** @throws FakeConsoleError for `fault`, or CancelledError when the signal aborts while it hangs */
  public async read(fault: FakeFault, signal: AbortSignal): Promise<FakeSettings> {
    await this.#answer(fault, signal);
    return this.#settings;
  }

  /** @throws FakeConsoleError for `fault`, or CancelledError when the signal aborts while it hangs */
  public async write(settings: Partial<FakeSettings>, fault: FakeFault, signal: AbortSignal): Promise<void> {
    await this.#answer(fault, signal);
    this.#settings = { ...this.#settings, ...settings };
    this.#writes += 1;
  }

  async #answer(fault: FakeFault, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.#requests += 1;
    if (fault === 'refused') this.#failedLogins += 1;
    if (fault === 'hang' || this.#hangs.size > 0) await this.#untilBack(signal);
    if (fault !== 'none' && fault !== 'hang') throw new FakeConsoleError(fault);
  }

  async #untilBack(signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const back = (): void => {
        this.#onBack.delete(back);
        signal.removeEventListener('abort', abort);
        resolve();
      };
      const abort = (): void => {
        this.#onBack.delete(back);
        reject(new CancelledError('The wait for the imaginary BMC was given up', { cause: signal.reason }));
      };
      this.#onBack.add(back);
      signal.addEventListener('abort', abort, { once: true });
    });
  }
}
