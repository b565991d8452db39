import type { JsonObject } from '@ironbridge/common';
import type { Selectable } from 'kysely';
import type { Reader } from './database.js';
import { NodeNotFoundError } from './errors.js';
import type { NodeRecord } from './node-record.js';
import type { NodesTable } from './tables.js';
import type { Vault } from './vault.js';

export type NodeRow = Selectable<NodesTable>;

/** The conductor that holds the node's lock at `nowMs`, or null. */
export function holderOf(row: NodeRow, nowMs: number): string | null {
  return row.reserved_until !== null && row.reserved_until > nowMs ? row.reservation : null;
}

/** What the last start of the node's console warned of. */
export function warningsOf({
  console_warnings: warnings,
}: Pick<NodeRow, 'console_warnings'>): readonly string[] {
  return warnings === null ? [] : (JSON.parse(warnings) as readonly string[]);
}

export function toNodeRecord(row: NodeRow, vault: Vault, nowMs: number): NodeRecord {
  return {
    uuid: row.uuid,
    name: row.name,
    driver: row.driver,
    driverInfo: vault.openDriverInfo('nodes', row.uuid, row.driver_info),
    consoleInterface: row.console_interface,
    fields: JSON.parse(row.fields) as JsonObject,
    createdAt: new Date(row.created_at),
    updatedAt: row.updated_at === null ? null : new Date(row.updated_at),
    consoleWanted: row.console_wanted === 1,
    consoleEnabled: row.console_enabled === 1,
    generation: row.generation,
    lastError: row.last_error,
    consoleWarnings: warningsOf(row),
    reservation: holderOf(row, nowMs),
    isDeleting: row.is_deleting === 1,
  };
}

/** @throws NodeNotFoundError also for a node that is being deleted, unless `includeDeleting` */
export async function findNodeRow(
  db: Reader,
  ident: string,
  { includeDeleting = false }: { readonly includeDeleting?: boolean } = {},
): Promise<NodeRow> {
  const uuid = ident.toLowerCase();
  const rows = await db
    .selectFrom('nodes')
    .selectAll()
    .where((eb) => eb.or([eb('uuid', '=', uuid), eb('name', '=', ident)]))
    .execute();
  // A name that looks like another node's uuid does not hide that node.
  const row = rows.find((candidate) => candidate.uuid === uuid) ?? rows[0];
  if (row === undefined || (row.is_deleting === 1 && !includeDeleting)) throw new NodeNotFoundError(ident);
  return row;
}

/** For the methods that take a uuid only. */
export async function findNodeRowByUuid(
  db: Reader,
  uuid: string,
  { includeDeleting = false }: { readonly includeDeleting?: boolean } = {},
): Promise<NodeRow> {
  const row = await db.selectFrom('nodes').selectAll().where('uuid', '=', uuid).executeTakeFirst();
  if (row === undefined || (row.is_deleting === 1 && !includeDeleting)) throw new NodeNotFoundError(uuid);
  return row;
}
