import type { JsonObject, JsonValue } from '@ironbridge/common';
import { NodeNotFoundError, type NodeRecord, type Store } from '@ironbridge/store';
import type { QueryParameters } from '../query-parameters.js';
import { MAX_LIMIT, type NodeListQuery } from './node-query.js';

/** One page of nodes, and whether another may follow. */
export interface NodePage {
  readonly nodes: readonly NodeRecord[];
  readonly hasNext: boolean;
}

/** All nodes from the marker on, read from the store page by page and no further than the caller goes. */
async function* readNodes(
  store: Store,
  driver: string | undefined,
  firstMarker: string | undefined,
  pageSize: number,
): AsyncGenerator<NodeRecord> {
  let marker = firstMarker;
  for (;;) {
    const page = await store.nodes.list({
      limit: pageSize,
      ...(marker !== undefined && { marker }),
      ...(driver !== undefined && { driver }),
    });
    yield* page;
    if (page.length < pageSize) return;
    marker = page.at(-1)?.uuid;
  }
}

function matches(shown: JsonObject, query: NodeListQuery): boolean {
  for (const [name, value] of query.equals) if (shown[name] !== value) return false;
  if (query.isAssociated !== undefined && query.isAssociated !== (shown['instance_uuid'] !== null))
    return false;
  const { descriptionContains } = query;
  const description = shown['description'];
  return (
    descriptionContains === undefined ||
    (typeof description === 'string' && description.includes(descriptionContains))
  );
}

function compareValues(a: JsonValue | undefined, b: JsonValue | undefined): number {
  const [left, right] = [a, b].map((value) =>
    typeof value === 'string' ? value : JSON.stringify(value ?? ''),
  );
  return (left ?? '').localeCompare(right ?? '');
}

/** Nodes that must be seen whole before the first of them can be shown. */
async function sortNodes(
  store: Store,
  query: NodeListQuery,
  present: (node: NodeRecord) => JsonObject,
): Promise<NodePage> {
  const found: { node: NodeRecord; shown: JsonObject }[] = [];
  for await (const node of readNodes(store, query.driver, undefined, MAX_LIMIT)) {
    const shown = present(node);
    if (matches(shown, query)) found.push({ node, shown });
  }
  const { sortKey, marker } = query;
  if (sortKey !== undefined) found.sort((a, b) => compareValues(a.shown[sortKey], b.shown[sortKey]));
  if (query.isDescending) found.reverse();
  const markerAt = found.findIndex(({ node }) => node.uuid === marker);
  if (marker !== undefined && markerAt < 0) throw new NodeNotFoundError(marker);
  const nodes = found.slice(markerAt + 1, markerAt + 1 + query.limit).map(({ node }) => node);
  return { nodes, hasNext: nodes.length === query.limit };
}

/**
 * One page of the nodes that match a query.
 *
 * @param present the whole node as it is shown: what filters and sorting look at
 * @throws NodeNotFoundError for an unknown marker
 */
export async function listNodes(
  store: Store,
  query: NodeListQuery,
  present: (node: NodeRecord) => JsonObject,
): Promise<NodePage> {
  if (query.sortKey !== undefined || query.isDescending) return sortNodes(store, query, present);
  const isFiltered =
    query.equals.size > (query.driver === undefined ? 0 : 1) ||
    query.isAssociated !== undefined ||
    query.descriptionContains !== undefined;
  const nodes: NodeRecord[] = [];
  const pageSize = isFiltered ? MAX_LIMIT : query.limit;
  for await (const node of readNodes(store, query.driver, query.marker, pageSize)) {
    if (!isFiltered || matches(present(node), query)) nodes.push(node);
    if (nodes.length === query.limit) return { nodes, hasNext: true };
  }
  return { nodes, hasNext: false };
}

/** The address of the next page, with Ironic's order of parameters. */
export function nextPageUrl(
  listUrl: string,
  parameters: QueryParameters,
  limit: number,
  marker: string,
): string {
  const paging = new Set(['sort_key', 'sort_dir', 'limit', 'marker']);
  const next = new URLSearchParams([
    ['sort_key', parameters.get('sort_key') ?? 'id'],
    ['sort_dir', parameters.get('sort_dir') ?? 'asc'],
    ...[...parameters].filter(([name]) => !paging.has(name)),
    ['limit', String(limit)],
    ['marker', marker],
  ]);
  return `${listUrl}?${next.toString().replaceAll('%2C', ',')}`;
}
