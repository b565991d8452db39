import { sql, type Migration } from 'kysely';

export const consoleWarnings: Migration = {
  up: async (db) => {
    // A JSON array of sentences; null where there are none.
    await sql.raw('alter table nodes add column console_warnings text').execute(db);
  },
};
