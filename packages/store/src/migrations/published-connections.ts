import { sql, type Migration } from 'kysely';

const STATEMENTS = [
  // Null where the driver's own connection is the one that proxies get, as it was for all consoles until now.
  'alter table consoles add column published blob',
  'alter table consoles add column socat_url text',
];

export const publishedConnections: Migration = {
  up: async (db) => {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};
