import type { Clock } from '@ironbridge/common';
import type { Selectable } from 'kysely';
import { randomUUID } from 'node:crypto';
import type { Database, Writer } from './database.js';
import { TokenRejectedError } from './errors.js';
import { pruneSessions, selectLiveSessions } from './live-sessions.js';
import { openPublished } from './open-published.js';
import type { ConsoleTarget, RedeemRequest, SessionRecord, SessionStore } from './store.js';
import type { SessionsTable } from './tables.js';
import type { Vault } from './vault.js';

/** A used token is remembered for longer than it lives, so that a clock that is set back does not make it good again. */
const USED_TOKEN_GRACE_MS = 60 * 60_000;

function toSessionRecord(row: Selectable<SessionsTable>): SessionRecord {
  return {
    id: row.id,
    nodeUuid: row.node_uuid,
    generation: row.generation,
    mode: row.mode,
    user: row.user,
    createdAt: new Date(row.created_at),
    expiresAt: new Date(row.expires_at),
  };
}

async function assertConsoleOpen(tx: Writer, { nodeUuid, generation }: RedeemRequest): Promise<void> {
  const node = await tx.selectFrom('nodes').selectAll().where('uuid', '=', nodeUuid).executeTakeFirst();
  if (node === undefined || node.is_deleting === 1) throw new TokenRejectedError('no-such-node');
  if (node.console_wanted === 0 || node.console_enabled === 0) throw new TokenRejectedError('not-enabled');
  if (node.generation !== generation) throw new TokenRejectedError('generation');
}

export class SqlSessionStore implements SessionStore {
  readonly #database: Database;
  readonly #vault: Vault;
  readonly #clock: Clock;

  public constructor(database: Database, vault: Vault, clock: Clock) {
    this.#database = database;
    this.#vault = vault;
    this.#clock = clock;
  }

  public redeem(token: RedeemRequest): Promise<SessionRecord> {
    return this.#database.write(async (tx) => {
      const nowMs = this.#nowMs();
      if (token.tokenExpiresAt.getTime() <= nowMs) throw new TokenRejectedError('expired');
      await assertConsoleOpen(tx, token);
      await tx
        .deleteFrom('redeemed_tokens')
        .where('expires_at', '<=', nowMs - USED_TOKEN_GRACE_MS)
        .execute();
      await pruneSessions(tx, nowMs);
      const { numInsertedOrUpdatedRows } = await tx
        .insertInto('redeemed_tokens')
        .values({ id: token.tokenId, expires_at: token.tokenExpiresAt.getTime() })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .executeTakeFirstOrThrow();
      if (numInsertedOrUpdatedRows !== 1n) throw new TokenRejectedError('used');
      const row = await tx
        .insertInto('sessions')
        .values({
          id: randomUUID(),
          key_hash: token.keyHash,
          node_uuid: token.nodeUuid,
          generation: token.generation,
          mode: token.mode,
          user: token.user,
          created_at: nowMs,
          expires_at: token.sessionExpiresAt.getTime(),
          watched_until: nowMs,
        })
        .returningAll()
        .executeTakeFirstOrThrow();
      return toSessionRecord(row);
    });
  }

  public find(keyHash: string): Promise<SessionRecord | null> {
    return this.#database.read(async (db) => {
      const row = await selectLiveSessions(db, this.#nowMs())
        .where('sessions.key_hash', '=', keyHash)
        .selectAll('sessions')
        .executeTakeFirst();
      return row === undefined ? null : toSessionRecord(row);
    });
  }

  public target(session: SessionRecord): Promise<ConsoleTarget | null> {
    return this.#database.read(async (db) => {
      const row = await selectLiveSessions(db, this.#nowMs())
        .where('sessions.id', '=', session.id)
        .innerJoin('consoles', 'consoles.node_uuid', 'nodes.uuid')
        .select(['nodes.uuid', 'nodes.name', 'nodes.generation'])
        .select(['consoles.connection', 'consoles.published', 'consoles.address'])
        .executeTakeFirst();
      if (row === undefined || row.address === null) return null;
      const connection = openPublished(this.#vault, row.uuid, row);
      if (connection === null) return null;
      return {
        nodeUuid: row.uuid,
        nodeName: row.name,
        generation: row.generation,
        connection,
        address: row.address,
      };
    });
  }

  public openViewer(
    session: SessionRecord,
    slots: number,
    proxyId: string,
    leaseMs: number,
  ): Promise<string | null> {
    return this.#database.write(async (tx) => {
      const nowMs = this.#nowMs();
      const live = await selectLiveSessions(tx, nowMs)
        .where('sessions.id', '=', session.id)
        .select(['sessions.id', 'sessions.node_uuid'])
        .executeTakeFirst();
      if (live === undefined) throw new TokenRejectedError('expired');
      await tx.deleteFrom('viewers').where('leased_until', '<=', nowMs).execute();
      const { taken } = await tx
        .selectFrom('viewers')
        .select((eb) => eb.fn.countAll<number>().as('taken'))
        .where('node_uuid', '=', live.node_uuid)
        .executeTakeFirstOrThrow();
      if (taken >= slots) return null;
      const id = randomUUID();
      await tx
        .insertInto('viewers')
        .values({
          id,
          session_id: live.id,
          node_uuid: live.node_uuid,
          proxy_id: proxyId,
          leased_until: nowMs + leaseMs,
        })
        .execute();
      await setWatched(tx, [live.id], nowMs);
      return id;
    });
  }

  public async renewViewers(viewerIds: readonly string[], leaseMs: number): Promise<readonly string[]> {
    if (viewerIds.length === 0) return [];
    return this.#database.write(async (tx) => {
      const nowMs = this.#nowMs();
      const renewed = await tx
        .updateTable('viewers')
        .set({ leased_until: nowMs + leaseMs })
        .where('id', 'in', viewerIds)
        .where('leased_until', '>', nowMs)
        .returning(['id', 'session_id'])
        .execute();
      await setWatched(
        tx,
        renewed.map((viewer) => viewer.session_id),
        nowMs,
      );
      return renewed.map(({ id }) => id);
    });
  }

  public closeViewer(viewerId: string): Promise<void> {
    return this.#database.write(async (tx) => {
      const viewer = await tx
        .deleteFrom('viewers')
        .where('id', '=', viewerId)
        .returning('session_id')
        .executeTakeFirst();
      if (viewer !== undefined) await setWatched(tx, [viewer.session_id], this.#nowMs());
    });
  }

  public closeViewersOf(proxyId: string): Promise<void> {
    return this.#database.write(async (tx) => {
      const closed = await tx
        .deleteFrom('viewers')
        .where('proxy_id', '=', proxyId)
        .returning('session_id')
        .execute();
      const sessionIds = closed.map((viewer) => viewer.session_id);
      await setWatched(tx, [...new Set(sessionIds)], this.#nowMs());
    });
  }

  public revoke(sessionId: string): Promise<void> {
    return this.#database.write(async (tx, emit) => {
      await tx.deleteFrom('sessions').where('id', '=', sessionId).execute();
      emit({ type: 'session', sessionId });
    });
  }

  public list(nodeUuid?: string): Promise<readonly SessionRecord[]> {
    return this.#database.read(async (db) => {
      let query = selectLiveSessions(db, this.#nowMs()).selectAll('sessions').orderBy('sessions.created_at');
      if (nodeUuid !== undefined) query = query.where('sessions.node_uuid', '=', nodeUuid);
      return (await query.execute()).map(toSessionRecord);
    });
  }

  #nowMs(): number {
    return this.#clock.now().getTime();
  }
}

/** The sessions are watched until the last of their viewers' leases ends, or until now where they have none. */
async function setWatched(tx: Writer, sessionIds: readonly string[], nowMs: number): Promise<void> {
  await tx
    .updateTable('sessions')
    .set((eb) => ({
      watched_until: eb.fn.coalesce(
        eb
          .selectFrom('viewers')
          .whereRef('viewers.session_id', '=', 'sessions.id')
          .where('viewers.leased_until', '>', nowMs)
          .select((sub) => sub.fn.max('viewers.leased_until').as('last')),
        eb.val(nowMs),
      ),
    }))
    .where('id', 'in', sessionIds)
    .execute();
}
