import type { ConsoleConnection } from '@ironbridge/base';
import type { Selectable } from 'kysely';
import type { ConsolesTable } from './tables.js';
import type { Vault } from './vault.js';

/** The connection of a row that proxies get; null while its console is being started. */
export function openPublished(
  vault: Vault,
  nodeUuid: string,
  row: Pick<Selectable<ConsolesTable>, 'connection' | 'published'>,
): ConsoleConnection | null {
  if (row.published !== null) return vault.openConnection(nodeUuid, row.published, 'published');
  return row.connection === null ? null : vault.openConnection(nodeUuid, row.connection);
}
