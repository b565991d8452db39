import { randomUUID } from 'node:crypto';

import type { CimRow } from './row-filter.js';
import { WsmanFault } from './wsman-fault.js';

export interface Batch {
  readonly rows: readonly CimRow[];
  /** Names the rest; undefined: this was the last batch. */
  readonly context: string | undefined;
}

interface Enumeration {
  readonly className: string;
  readonly rows: readonly CimRow[];
}

/** Enumerations that are open at a time; the oldest gives way. */
const MAX_OPEN = 16;

/** Enumerations that clients have begun and not yet read to their end. */
export class Enumerations {
  readonly #open = new Map<string, Enumeration>();

  /** The first rows, and a context for the rest. */
  public begin(className: string, rows: readonly CimRow[], maxElements: number): Batch {
    return this.#cut({ className, rows }, maxElements);
  }

  /** @throws WsmanFault where nothing is left under that context, or it is of another class */
  public pull(className: string, context: string, maxElements: number): Batch {
    const enumeration = this.#open.get(context);
    if (enumeration?.className !== className) {
      throw new WsmanFault('wsen:InvalidEnumerationContext', 'The enumeration context is invalid');
    }
    this.#open.delete(context);
    return this.#cut(enumeration, maxElements);
  }

  /** Forgets everything, as a restart does. */
  public clear(): void {
    this.#open.clear();
  }

  #cut({ className, rows }: Enumeration, maxElements: number): Batch {
    const rest = rows.slice(maxElements);
    const context = rest.length === 0 ? undefined : randomUUID();
    if (context !== undefined) this.#open.set(context, { className, rows: rest });
    const [oldest] = this.#open.keys();
    if (this.#open.size > MAX_OPEN && oldest !== undefined) this.#open.delete(oldest);
    return { rows: rows.slice(0, maxElements), context };
  }
}
