import type { SelectQueryBuilder } from 'kysely';
import type { Reader } from './database.js';
import type { Tables } from './tables.js';

/** A session ends when nobody has been connected for this long. */
const UNWATCHED_MS = 5 * 60_000;

/** Sessions that have not ended, with their nodes: the one place that says what ends a session. */
export function selectLiveSessions(
  db: Reader,
  nowMs: number,
): SelectQueryBuilder<Tables, 'sessions' | 'nodes', object> {
  return db
    .selectFrom('sessions')
    .innerJoin('nodes', 'nodes.uuid', 'sessions.node_uuid')
    .whereRef('sessions.generation', '=', 'nodes.generation')
    .where('nodes.console_wanted', '=', 1)
    .where('nodes.console_enabled', '=', 1)
    .where('nodes.is_deleting', '=', 0)
    .where('sessions.expires_at', '>', nowMs)
    .where('sessions.watched_until', '>', nowMs - UNWATCHED_MS);
}

/** Removes the sessions that no clock can bring back. */
export async function pruneSessions(db: Reader, nowMs: number): Promise<void> {
  await db
    .deleteFrom('sessions')
    .where((eb) => eb.or([eb('expires_at', '<=', nowMs), eb('watched_until', '<=', nowMs - UNWATCHED_MS)]))
    .execute();
}
