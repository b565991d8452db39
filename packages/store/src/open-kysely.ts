import { Kysely } from 'kysely';
import Libsql from 'libsql';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DatabaseLocation } from './connection-string.js';
import { errorCodeOf } from './error-code.js';
import { StoreConfigurationError, StoreUnavailableError } from './errors.js';
import { databaseCodeOf, withLockTimeout } from './lock-timeout.js';
import { ImmediateSqliteDialect } from './sqlite-dialect.js';
import type { Tables } from './tables.js';

/**
 * SQLite's own wait stops this whole process, so it is kept for the short locks that readers meet; writers wait with
 * timers, while viewers' bytes go on flowing.
 */
const BUSY_TIMEOUT_MS = 50;

interface Opened<T> {
  readonly kysely: Kysely<Tables>;
  readonly prepared: T;
}

/** SQLite gives `-wal` and `-shm` the mode of the database file, so that is made first, for its owner alone. */
async function createPrivateFile(path: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await (await open(path, 'a', 0o600)).close();
  } catch (cause) {
    throw new StoreConfigurationError(
      `[database] connection: the file cannot be opened for writing (${errorCodeOf(cause) ?? 'unknown error'})`,
      { cause },
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

async function openPrepared<T>(
  path: string,
  prepare: (kysely: Kysely<Tables>) => Promise<T>,
): Promise<Opened<T>> {
  await Promise.resolve();
  const kysely = configure(path);
  try {
    return { kysely, prepared: await prepare(kysely) };
  } catch (error) {
    await kysely.destroy();
    throw error;
  }
}

/**
 * Opens the database and runs `prepare` on it, both again while another process holds its lock. Each attempt has a connection of
 * its own: libsql does not reset a statement that found the database locked.
 *
 * @throws StoreConfigurationError for a file that cannot be made or is no database, StoreUnavailableError for a locked one
 */
export async function openKysely<T>(
  location: DatabaseLocation,
  prepare: (kysely: Kysely<Tables>) => Promise<T>,
): Promise<Opened<T>> {
  const path = location.kind === 'memory' ? ':memory:' : location.path;
  if (location.kind === 'file') await createPrivateFile(path);
  try {
    return await withLockTimeout(() => openPrepared(path, prepare));
  } catch (error) {
    if (error instanceof StoreUnavailableError && databaseCodeOf(error.cause) === 'SQLITE_NOTADB') {
      throw new StoreConfigurationError(`[database] connection: ${path} is not a SQLite database`, {
        cause: error,
      });
    }
    throw error;
  }
}
