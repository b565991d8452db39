import { backoffMs, systemClock } from '@ironbridge/common';
import { Kysely, type Transaction } from 'kysely';
import Libsql from 'libsql';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type DatabaseLocation } from './connection-string.js';
import { errorCodeOf } from './error-code.js';
import { StoreConfigurationError, StoreUnavailableError } from './errors.js';
import { ImmediateSqliteDialect } from './sqlite-dialect.js';
import type { StoreEvent } from './store.js';
import type { Tables } from './tables.js';

/** How long an operation waits for another process's write to end. */
const LOCK_TIMEOUT_MS = 5_000;
/**
 * SQLite's own wait stops this whole process, so it is kept for the short locks that readers meet; writers wait with
 * timers, while viewers' bytes go on flowing.
 */
const BUSY_TIMEOUT_MS = 50;

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

/** The SQLITE_… code of an error of the database; undefined for any other. */
function databaseCodeOf(error: unknown): string | undefined {
  const code = errorCodeOf(error);
  return code?.startsWith('SQLITE_') === true ? code : undefined;
}

/**
 * Repeats `work` while another process holds the database's lock.
 *
 * @throws StoreUnavailableError after 5 s, or for any other error of the database
 */
export async function withLockTimeout<T>(work: () => Promise<T>): Promise<T> {
  const giveUpAt = systemClock.monotonicMs() + LOCK_TIMEOUT_MS;
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (cause) {
      const code = databaseCodeOf(cause);
      if (code === undefined) throw cause;
      if (!/^SQLITE_(BUSY|LOCKED)/.test(code)) {
        throw new StoreUnavailableError(`The database does not answer (${code})`, { cause });
      }
      if (systemClock.monotonicMs() >= giveUpAt) {
        const seconds = String(LOCK_TIMEOUT_MS / 1000);
        throw new StoreUnavailableError(
          `The database has been locked for ${seconds} s; is another program writing to it?`,
          { cause },
        );
      }
    }
    await systemClock.sleep(backoffMs(attempt, { baseMs: 2, maxMs: 50 }));
  }
}

/** SQLite gives `-wal` and `-shm` the mode of the database file, so that is made first, for its owner alone. */
async function createPrivateFile(path: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await (await open(path, 'a', 0o600)).close();
  } catch (cause) {
    throw new StoreConfigurationError(
      `[database] connection: the file cannot be opened for writing (${errorCodeOf(cause) ?? 'unknown error'})`,
      {
        cause,
      },
    );
  }
}

function configure(path: string): Kysely<Tables> {
  const database = new Libsql(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    database.exec('pragma journal_mode = wal');
    // In WAL mode NORMAL would lose the last commits at a power failure; what a driver must put back would be among them.
    database.exec('pragma synchronous = full');
    database.exec('pragma foreign_keys = on');
    database.exec('pragma trusted_schema = off');
  } catch (error) {
    database.close();
    throw error;
  }
  return new Kysely<Tables>({ dialect: new ImmediateSqliteDialect(database) });
}

/** @throws StoreConfigurationError for a file that cannot be made or is no database, StoreUnavailableError for a locked one */
export async function openKysely(location: DatabaseLocation): Promise<Kysely<Tables>> {
  const path = location.kind === 'memory' ? ':memory:' : location.path;
  if (location.kind === 'file') await createPrivateFile(path);
  try {
    return await withLockTimeout(() => Promise.resolve(path).then(configure));
  } catch (error) {
    if (error instanceof StoreUnavailableError && databaseCodeOf(error.cause) === 'SQLITE_NOTADB') {
      throw new StoreConfigurationError(`[database] connection: ${path} is not a SQLite database`, {
        cause: error,
      });
    }
    throw error;
  }
}
