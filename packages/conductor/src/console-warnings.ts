import type { Logger } from '@ironbridge/common';

/** As many are kept. */
const MAX_WARNINGS = 8;
/** In characters; what is longer is cut. */
const MAX_LENGTH = 400;

/** What a driver warns of during one start, its retries included. The log hears of what the start before did not say. */
export class ConsoleWarnings {
  readonly #known: ReadonlySet<string>;
  readonly #log: Logger;
  readonly #warnings = new Set<string>();

  /** @param known from the start before */
  public constructor(known: readonly string[], log: Logger) {
    this.#known = new Set(known);
    this.#log = log;
  }

  public get all(): readonly string[] {
    return [...this.#warnings];
  }

  public add(text: string): void {
    const warning = text.slice(0, MAX_LENGTH);
    if (this.#warnings.has(warning) || this.#warnings.size === MAX_WARNINGS) return;
    this.#warnings.add(warning);
    if (!this.#known.has(warning)) this.#log.warn({ warning }, 'The console has a weakness');
  }
}
