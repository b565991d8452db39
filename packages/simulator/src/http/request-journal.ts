import { BoundedList } from '../bounded-list.js';

/** One HTTP request: never its headers or bodies. */
export interface JournalEntry {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** Undefined until it is answered. */
  readonly status: number | undefined;
}

const MAX_ENTRIES = 1000;

/** The newest requests, in the order in which they came. */
export class RequestJournal {
  readonly #entries = new BoundedList<{ method: string; path: string; status: number | undefined }>(
    MAX_ENTRIES,
  );

  public get entries(): readonly JournalEntry[] {
    return this.#entries.items;
  }

  /** Records a request; the returned function records the status of its answer. */
  public begin(method: string, url: string): (status: number) => void {
    const entry: { method: string; path: string; status: number | undefined } = {
      method,
      path: url.split('?', 1)[0] ?? url,
      status: undefined,
    };
    this.#entries.push(entry);
    return (status) => {
      entry.status = status;
    };
  }
}
