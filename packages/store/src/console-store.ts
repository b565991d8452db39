import { isSameConnection, type ConsoleConnection } from '@ironbridge/base';
import { InternalError, type Clock, type JsonValue } from '@ironbridge/common';
import type { Selectable } from 'kysely';
import { isDeepStrictEqual } from 'node:util';
import type { Database, Reader } from './database.js';
import { ConsoleInUseError } from './errors.js';
import type { NodeRecord } from './node-record.js';
import { findNodeRowByUuid, toNodeRecord, warningsOf } from './node-rows.js';
import { openPublished } from './open-published.js';
import type { ConsolePublication, ConsoleRecord, ConsoleStore } from './store.js';
import type { ConsolesTable } from './tables.js';
import type { Vault } from './vault.js';

function findConsoleRow(db: Reader, uuid: string): Promise<Selectable<ConsolesTable> | undefined> {
  return db.selectFrom('consoles').selectAll().where('node_uuid', '=', uuid).executeTakeFirst();
}

export class SqlConsoleStore implements ConsoleStore {
  readonly #database: Database;
  readonly #vault: Vault;
  readonly #clock: Clock;

  public constructor(database: Database, vault: Vault, clock: Clock) {
    this.#database = database;
    this.#vault = vault;
    this.#clock = clock;
  }

  public load(uuid: string): Promise<ConsoleRecord | null> {
    return this.#database.read(async (db) => {
      const row = await db
        .selectFrom('consoles')
        .innerJoin('nodes', 'nodes.uuid', 'consoles.node_uuid')
        .selectAll('consoles')
        .select('nodes.console_warnings')
        .where('node_uuid', '=', uuid)
        .executeTakeFirst();
      if (row === undefined) return null;
      return {
        interfaceName: row.interface_name,
        driver: row.driver,
        driverInfo: this.#vault.openDriverInfo('consoles', uuid, row.driver_info),
        state: row.state === null ? null : this.#vault.openState(uuid, row.state),
        connection: row.connection === null ? null : this.#vault.openConnection(uuid, row.connection),
        published: openPublished(this.#vault, uuid, row),
        address: row.address,
        socatUrl: row.socat_url,
        warnings: warningsOf(row),
      };
    });
  }

  public begin(
    uuid: string,
    start: Pick<ConsoleRecord, 'interfaceName' | 'driver' | 'driverInfo'>,
  ): Promise<void> {
    return this.#database.write(async (tx) => {
      const node = await findNodeRowByUuid(tx, uuid, { includeDeleting: true });
      const present = await findConsoleRow(tx, uuid);
      if (present !== undefined && present.interface_name !== start.interfaceName) {
        throw new ConsoleInUseError(uuid, 'console_interface');
      }
      const facts = {
        interface_name: start.interfaceName,
        driver: start.driver,
        driver_info: this.#vault.sealDriverInfo('consoles', uuid, start.driverInfo),
        begun_generation: node.generation,
      };
      await tx
        .insertInto('consoles')
        .values({
          node_uuid: uuid,
          state: null,
          connection: null,
          published: null,
          address: null,
          socat_url: null,
          ...facts,
        })
        .onConflict((conflict) => conflict.column('node_uuid').doUpdateSet(facts))
        .execute();
    });
  }

  public saveState(uuid: string, state: JsonValue): Promise<void> {
    return this.#database.write(async (tx) => {
      const { numUpdatedRows } = await tx
        .updateTable('consoles')
        .set({ state: this.#vault.sealState(uuid, state) })
        .where('node_uuid', '=', uuid)
        .executeTakeFirstOrThrow();
      if (numUpdatedRows === 0n) throw notBegun(uuid);
    });
  }

  public started(
    uuid: string,
    connection: ConsoleConnection,
    address: string | null,
    publication: ConsolePublication = { connection, socatUrl: null },
    warnings: readonly string[] = [],
  ): Promise<NodeRecord> {
    return this.#database.write(async (tx, emit) => {
      const node = await findNodeRowByUuid(tx, uuid, { includeDeleting: true });
      const row = await findConsoleRow(tx, uuid);
      if (row === undefined) throw notBegun(uuid);
      const isSame =
        row.address === address && isSameAs(openPublished(this.#vault, uuid, row), publication.connection);
      const isUnchanged =
        isSame &&
        isDeepStrictEqual(warningsOf(node), warnings) &&
        row.socat_url === publication.socatUrl &&
        row.connection !== null &&
        isSameConnection(this.#vault.openConnection(uuid, row.connection), connection);
      if (isUnchanged && node.console_enabled === 1 && node.last_error === null) {
        return toNodeRecord(node, this.#vault, this.#nowMs());
      }
      const generation = isSame ? node.generation : node.generation + 1;
      await tx
        .updateTable('consoles')
        .set({
          connection: this.#vault.sealConnection(uuid, connection),
          published: isSameConnection(connection, publication.connection)
            ? null
            : this.#vault.sealConnection(uuid, publication.connection, 'published'),
          address,
          socat_url: publication.socatUrl,
          begun_generation: generation,
        })
        .where('node_uuid', '=', uuid)
        .execute();
      const updated = await tx
        .updateTable('nodes')
        .set({
          console_enabled: 1,
          last_error: null,
          console_warnings: warnings.length === 0 ? null : JSON.stringify(warnings),
          generation,
          updated_at: this.#nowMs(),
        })
        .where('id', '=', node.id)
        .returningAll()
        .executeTakeFirstOrThrow();
      emit({ type: 'node', nodeUuid: uuid });
      return toNodeRecord(updated, this.#vault, this.#nowMs());
    });
  }

  public failed(uuid: string, lastError: string): Promise<void> {
    return this.#database.write(async (tx, emit) => {
      const node = await findNodeRowByUuid(tx, uuid, { includeDeleting: true });
      const row = await findConsoleRow(tx, uuid);
      const wasWishedAgain =
        node.console_wanted === 1 && row !== undefined && row.begun_generation !== node.generation;
      if (!wasWishedAgain) {
        await tx
          .updateTable('nodes')
          .set({
            console_wanted: 0,
            generation: node.generation + node.console_wanted,
            last_error: lastError,
            updated_at: this.#nowMs(),
          })
          .where('id', '=', node.id)
          .execute();
      }
      emit({ type: 'node', nodeUuid: uuid });
    });
  }

  public setLastError(uuid: string, lastError: string | null): Promise<void> {
    return this.#database.write(async (tx) => {
      const node = await findNodeRowByUuid(tx, uuid, { includeDeleting: true });
      if (node.last_error === lastError) return;
      await tx
        .updateTable('nodes')
        .set({ last_error: lastError, updated_at: this.#nowMs() })
        .where('id', '=', node.id)
        .execute();
    });
  }

  public stopped(uuid: string): Promise<void> {
    return this.#database.write(async (tx, emit) => {
      const node = await findNodeRowByUuid(tx, uuid, { includeDeleting: true });
      if (node.is_deleting === 1) {
        // Its console, sessions and viewers refer to it and go with it.
        await tx.deleteFrom('nodes').where('id', '=', node.id).execute();
      } else {
        await tx.deleteFrom('consoles').where('node_uuid', '=', uuid).execute();
        await tx
          .updateTable('nodes')
          .set({
            console_enabled: 0,
            console_warnings: null,
            generation: node.generation + 1,
            updated_at: this.#nowMs(),
          })
          .where('id', '=', node.id)
          .execute();
      }
      emit({ type: 'node', nodeUuid: uuid });
    });
  }

  public listActive(): Promise<readonly string[]> {
    return this.#database.read(async (db) => {
      const rows = await db
        .selectFrom('nodes')
        .leftJoin('consoles', 'consoles.node_uuid', 'nodes.uuid')
        .select('nodes.uuid')
        .where((eb) =>
          eb.or([
            eb('nodes.console_wanted', '=', 1),
            eb('nodes.console_enabled', '=', 1),
            eb('nodes.is_deleting', '=', 1),
            eb('consoles.node_uuid', 'is not', null),
          ]),
        )
        .orderBy('nodes.id')
        .execute();
      return rows.map(({ uuid }) => uuid);
    });
  }

  public lock(uuid: string, owner: string, leaseMs: number): Promise<boolean> {
    return this.#database.write(async (tx) => {
      const nowMs = this.#nowMs();
      const { numUpdatedRows } = await tx
        .updateTable('nodes')
        .set({ reservation: owner, reserved_until: nowMs + leaseMs })
        .where('uuid', '=', uuid)
        .where((eb) =>
          eb.or([
            eb('reservation', 'is', null),
            eb('reservation', '=', owner),
            eb('reserved_until', '<=', nowMs),
          ]),
        )
        .executeTakeFirstOrThrow();
      if (numUpdatedRows > 0n) return true;
      await findNodeRowByUuid(tx, uuid, { includeDeleting: true });
      return false;
    });
  }

  public unlock(uuid: string, owner: string): Promise<void> {
    return this.#database.write(async (tx) => {
      await tx
        .updateTable('nodes')
        .set({ reservation: null, reserved_until: null })
        .where('uuid', '=', uuid)
        .where('reservation', '=', owner)
        .execute();
    });
  }

  public unlockAll(owner: string): Promise<void> {
    return this.#database.write(async (tx) => {
      await tx
        .updateTable('nodes')
        .set({ reservation: null, reserved_until: null })
        .where('reservation', '=', owner)
        .execute();
    });
  }

  #nowMs(): number {
    return this.#clock.now().getTime();
  }
}

function isSameAs(stored: ConsoleConnection | null, connection: ConsoleConnection): boolean {
  return stored !== null && isSameConnection(stored, connection);
}

function notBegun(uuid: string): InternalError {
  return new InternalError(`The console of node ${uuid} was not begun, or was stopped meanwhile`);
}
