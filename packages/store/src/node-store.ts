import type { Clock } from '@ironbridge/common';
import type { Database, Reader, Writer } from './database.js';
import { ConsoleInUseError, NodeExistsError, NodeLockedError } from './errors.js';
import type { NewNode, NodeChanges, NodeQuery, NodeRecord } from './node-record.js';
import { findNodeRow, findNodeRowByUuid, holderOf, toNodeRecord, type NodeRow } from './node-rows.js';
import type { NodeStore } from './store.js';
import type { Vault } from './vault.js';

async function assertFree(tx: Reader, field: 'name' | 'uuid', value: string): Promise<void> {
  const taken = await tx.selectFrom('nodes').select('id').where(field, '=', value).executeTakeFirst();
  if (taken !== undefined) throw new NodeExistsError(field, value);
}

function assertConsoleUnused(row: NodeRow, changes: NodeChanges): void {
  if (row.console_wanted === 0 && row.console_enabled === 0) return;
  if (changes.driver !== undefined && changes.driver !== row.driver) {
    throw new ConsoleInUseError(row.uuid, 'driver');
  }
  if (changes.consoleInterface !== undefined && changes.consoleInterface !== row.console_interface) {
    throw new ConsoleInUseError(row.uuid, 'console_interface');
  }
}

export class SqlNodeStore implements NodeStore {
  readonly #database: Database;
  readonly #vault: Vault;
  readonly #clock: Clock;

  public constructor(database: Database, vault: Vault, clock: Clock) {
    this.#database = database;
    this.#vault = vault;
    this.#clock = clock;
  }

  public create(node: NewNode): Promise<NodeRecord> {
    const uuid = node.uuid.toLowerCase();
    return this.#database.write(async (tx, emit) => {
      await assertFree(tx, 'uuid', uuid);
      if (node.name !== null) await assertFree(tx, 'name', node.name);
      const nowMs = this.#nowMs();
      const row = await tx
        .insertInto('nodes')
        .values({
          uuid,
          name: node.name,
          driver: node.driver,
          driver_info: this.#vault.sealDriverInfo('nodes', uuid, node.driverInfo),
          console_interface: node.consoleInterface,
          fields: JSON.stringify(node.fields),
          created_at: nowMs,
          updated_at: null,
          console_wanted: 0,
          console_enabled: 0,
          // Not from zero: a node that is deleted and enrolled again must not meet the generations of its first life.
          generation: nowMs,
          last_error: null,
          reservation: null,
          reserved_until: null,
          is_deleting: 0,
        })
        .returningAll()
        .executeTakeFirstOrThrow();
      emit({ type: 'node', nodeUuid: uuid });
      return this.#toRecord(row);
    });
  }

  public get(ident: string, options?: { includeDeleting?: boolean }): Promise<NodeRecord> {
    return this.#database.read(async (db) => this.#toRecord(await findNodeRow(db, ident, options)));
  }

  public list({ marker, limit, driver, consoleInterface }: NodeQuery = {}): Promise<readonly NodeRecord[]> {
    return this.#database.read(async (db) => {
      let query = db.selectFrom('nodes').selectAll().where('is_deleting', '=', 0).orderBy('id');
      if (marker !== undefined) query = query.where('id', '>', (await findNodeRow(db, marker)).id);
      if (driver !== undefined) query = query.where('driver', '=', driver);
      if (consoleInterface !== undefined) query = query.where('console_interface', '=', consoleInterface);
      if (limit !== undefined) query = query.limit(limit);
      return (await query.execute()).map((row) => this.#toRecord(row));
    });
  }

  public update(
    uuid: string,
    change: NodeChanges | ((node: NodeRecord) => NodeChanges),
  ): Promise<NodeRecord> {
    return this.#database.write(async (tx, emit) => {
      const row = await this.#findUnlocked(tx, uuid);
      const changes = typeof change === 'function' ? change(this.#toRecord(row)) : change;
      assertConsoleUnused(row, changes);
      const { name, driver, driverInfo, consoleInterface, fields } = changes;
      if (name !== undefined && name !== null && name !== row.name) await assertFree(tx, 'name', name);
      const updated = await tx
        .updateTable('nodes')
        .set({
          updated_at: this.#nowMs(),
          ...(name !== undefined && { name }),
          ...(driver !== undefined && { driver }),
          ...(driverInfo !== undefined && {
            driver_info: this.#vault.sealDriverInfo('nodes', row.uuid, driverInfo),
          }),
          ...(consoleInterface !== undefined && { console_interface: consoleInterface }),
          ...(fields !== undefined && { fields: JSON.stringify(fields) }),
        })
        .where('id', '=', row.id)
        .returningAll()
        .executeTakeFirstOrThrow();
      emit({ type: 'node', nodeUuid: row.uuid });
      return this.#toRecord(updated);
    });
  }

  public setConsoleWanted(uuid: string, wanted: boolean): Promise<NodeRecord> {
    return this.#database.write(async (tx, emit) => {
      const row = await findNodeRowByUuid(tx, uuid);
      if ((row.console_wanted === 1) === wanted) return this.#toRecord(row);
      const updated = await tx
        .updateTable('nodes')
        .set({
          console_wanted: wanted ? 1 : 0,
          updated_at: this.#nowMs(),
          ...(wanted ? { last_error: null } : { generation: row.generation + 1 }),
        })
        .where('id', '=', row.id)
        .returningAll()
        .executeTakeFirstOrThrow();
      emit({ type: 'node', nodeUuid: row.uuid });
      return this.#toRecord(updated);
    });
  }

  public markDeleting(uuid: string): Promise<void> {
    return this.#database.write(async (tx, emit) => {
      const row = await this.#findUnlocked(tx, uuid);
      await tx
        .updateTable('nodes')
        .set({
          is_deleting: 1,
          // A BMC that does not answer must not keep the name from the node's successor.
          name: null,
          console_wanted: 0,
          generation: row.generation + 1,
          updated_at: this.#nowMs(),
        })
        .where('id', '=', row.id)
        .execute();
      emit({ type: 'node', nodeUuid: row.uuid });
    });
  }

  async #findUnlocked(tx: Writer, uuid: string): Promise<NodeRow> {
    const row = await findNodeRowByUuid(tx, uuid);
    const holder = holderOf(row, this.#nowMs());
    if (holder !== null) throw new NodeLockedError(row.uuid, holder);
    return row;
  }

  #toRecord(row: NodeRow): NodeRecord {
    return toNodeRecord(row, this.#vault, this.#nowMs());
  }

  #nowMs(): number {
    return this.#clock.now().getTime();
  }
}
