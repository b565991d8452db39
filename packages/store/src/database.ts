import type { Kysely, Transaction } from 'kysely';
import { StoreUnavailableError } from './errors.js';
import { withLockTimeout } from './lock-timeout.js';
import type { StoreEvent } from './store.js';
import type { Tables } from './tables.js';

export type Reader = Kysely<Tables>;
export type Writer = Transaction<Tables>;
/** Notes an event that is told once the transaction is committed. */
export type Emit = (event: StoreEvent) => void;

/** An open database: bounded waits, one transaction per write, errors without SQL. */
export class Database {
  readonly #kysely: Kysely<Tables>;
  readonly #publish: Emit;
  readonly #running = new Set<Promise<unknown>>();
  #closing: Promise<void> | undefined;

  public constructor(kysely: Kysely<Tables>, publish: Emit) {
    this.#kysely = kysely;
    this.#publish = publish;
  }

  /** Runs statements that write nothing. */
  public read<T>(work: (db: Reader) => Promise<T>): Promise<T> {
    return this.#track(() => withLockTimeout(() => work(this.#kysely)));
  }

  /** Runs `work` in one transaction; it may run again when the database was locked, so it must do nothing else. */
  public write<T>(work: (tx: Writer, emit: Emit) => Promise<T>): Promise<T> {
    return this.#track(async () => {
      const { result, events } = await withLockTimeout(() =>
        this.#kysely.transaction().execute(async (tx) => {
          const events: StoreEvent[] = [];
          const result = await work(tx, (event) => events.push(event));
          return { result, events };
        }),
      );
      events.forEach(this.#publish);
      return result;
    });
  }

  /** Lets what was begun end, and refuses what comes after. */
  public close(): Promise<void> {
    this.#closing ??= Promise.allSettled(this.#running).then(() => this.#kysely.destroy());
    return this.#closing;
  }

  async #track<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closing !== undefined) throw new StoreUnavailableError('The store is closed');
    const running = work();
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }
}
