import { InternalError } from '@ironbridge/common';
import { Migrator, type Kysely, type Migration } from 'kysely';
import { StoreConfigurationError } from './errors.js';
import { consoleWarnings } from './migrations/console-warnings.js';
import { initial } from './migrations/initial.js';
import { publishedConnections } from './migrations/published-connections.js';
import type { Tables } from './tables.js';

/** In the order of their names; what has been released is never changed. */
const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001_initial': initial,
  '0002_published_connections': publishedConnections,
  '0003_console_warnings': consoleWarnings,
};

function createMigrator(kysely: Kysely<Tables>): Migrator {
  return new Migrator({ db: kysely, provider: { getMigrations: () => Promise.resolve({ ...MIGRATIONS }) } });
}

async function appliedMigrations(kysely: Kysely<Tables>): Promise<readonly string[]> {
  const tables = await kysely.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === 'kysely_migration')) return [];
  const rows = await kysely
    .withTables<{ kysely_migration: { name: string } }>()
    .selectFrom('kysely_migration')
    .select('name')
    .execute();
  return rows.map(({ name }) => name);
}

/** @throws StoreConfigurationError where a newer Ironbridge has written the database */
async function pendingMigrations(kysely: Kysely<Tables>): Promise<readonly string[]> {
  const applied = await appliedMigrations(kysely);
  const unknown = applied.find((name) => !Object.hasOwn(MIGRATIONS, name));
  if (unknown !== undefined) {
    throw new StoreConfigurationError(
      `The database has schema ${unknown}, which this version of Ironbridge does not know; run the version that made it, or a newer one`,
    );
  }
  return Object.keys(MIGRATIONS).filter((name) => !applied.includes(name));
}

/**
 * Brings the schema to this program's version, in one transaction.
 *
 * @returns the names of the migrations that were applied now
 */
export async function migrateToLatest(kysely: Kysely<Tables>): Promise<readonly string[]> {
  if ((await pendingMigrations(kysely)).length === 0) return [];
  const { error, results = [] } = await createMigrator(kysely).migrateToLatest();
  if (error instanceof Error) throw error;
  if (error !== undefined) throw new InternalError('A migration failed', { cause: error });
  return results.map(({ migrationName }) => migrationName);
}

/** @throws StoreConfigurationError unless the schema is this program's */
export async function assertLatest(kysely: Kysely<Tables>): Promise<void> {
  const pending = await pendingMigrations(kysely);
  if (pending.length > 0) {
    throw new StoreConfigurationError(
      `The database lacks ${pending.join(', ')}; stop all services and run \`ironbridge db upgrade\``,
    );
  }
}
