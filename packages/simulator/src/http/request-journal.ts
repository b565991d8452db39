import { BoundedList } from '../bounded-list.js';

/** One HTTP request: never its headers or bodies. */
export interface JournalEntry {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** Of a WS-Man request: what it did, such as `Enumerate`, `Pull` or `SetAttributes`. */
  readonly action: string | undefined;
  /** Undefined until it is answered. */
  readonly status: number | undefined;
}

/** A request under way, as those who answer it see it. */
export interface Exchange {
  /** What the journal shows of it. */
  readonly entry: { -readonly [Key in keyof JournalEntry]: JournalEntry[Key] };
  /** True once settings of the BMC were changed for it. */
  hasChanged: boolean;
}

const MAX_ENTRIES = 1000;

/** The newest requests, in the order in which they came. */
export class RequestJournal {
  readonly #entries = new BoundedList<JournalEntry>(MAX_ENTRIES);

  public get entries(): readonly JournalEntry[] {
    return this.#entries.items;
  }

  /** Records a request. */
  public begin(method: string, url: string): Exchange {
    const entry = { method, path: url.split('?', 1)[0] ?? url, action: undefined, status: undefined };
    this.#entries.push(entry);
    return { entry, hasChanged: false };
  }
}
