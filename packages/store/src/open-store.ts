import { systemClock, type Clock } from '@ironbridge/common';
import { sql } from 'kysely';
import { SqlConductorStore } from './conductor-store.js';
import { parseConnectionString } from './connection-string.js';
import { SqlConsoleStore } from './console-store.js';
import { Database } from './database.js';
import { EventHub } from './event-hub.js';
import { checkKeys } from './key-check.js';
import type { Keyring } from './keyring.js';
import { assertLatest, migrateToLatest } from './migrate.js';
import { SqlNodeStore } from './node-store.js';
import { openKysely } from './open-kysely.js';
import { SqlSessionStore } from './session-store.js';
import type { Store } from './store.js';
import { Vault } from './vault.js';

export interface StoreOptions {
  /** SQLAlchemy's form: `sqlite:////abs/path`, `sqlite:///relative/path`, or `sqlite://` for the memory of this process. */
  readonly connection: string;
  readonly keys: Keyring;
  /** The system's clock unless given. */
  readonly clock?: Clock;
  /** Bring the schema to this program's version first. True unless given. */
  readonly migrate?: boolean;
}

/**
 * Opens the database, making the file (mode 0600) where there is none.
 *
 * @throws StoreConfigurationError for a connection string that is not usable, a schema of a newer program, a schema of an
 * older one unless `migrate`, or other keys than the database was made with
 * @throws StoreUnavailableError while another program keeps the database locked
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { connection, keys, clock = systemClock, migrate = true } = options;
  const location = parseConnectionString(connection);
  const { kysely } = await openKysely<unknown>(location, migrate ? migrateToLatest : assertLatest);
  const events = new EventHub();
  const database = new Database(kysely, (event) => {
    events.publish(event);
  });
  try {
    await checkKeys(database, keys);
  } catch (error) {
    await database.close();
    throw error;
  }
  const vault = new Vault(keys);
  return {
    nodes: new SqlNodeStore(database, vault, clock),
    consoles: new SqlConsoleStore(database, vault, clock),
    conductors: new SqlConductorStore(database, clock),
    sessions: new SqlSessionStore(database, vault, clock),
    publish: (event) => {
      events.publish(event);
    },
    subscribe: (listener) => events.subscribe(listener),
    ping: () =>
      database.read(async (db) => {
        await sql`select 1 from nodes limit 1`.execute(db);
      }),
    close: () => database.close(),
  };
}

/**
 * Brings a database to this program's schema, as `ironbridge db upgrade` does. Stop all services first.
 *
 * @returns the names of what was applied; empty where nothing was to be done
 * @throws StoreConfigurationError, StoreUnavailableError
 */
export async function upgradeStore(connection: string): Promise<readonly string[]> {
  const { kysely, prepared } = await openKysely(parseConnectionString(connection), migrateToLatest);
  await kysely.destroy();
  return prepared;
}
