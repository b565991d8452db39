import { InvalidInputError } from '@ironbridge/common';
import { NotAcceptableError } from '../errors.js';
import { parseBoolean } from '../parse-boolean.js';
import type { QueryParameters } from '../query-parameters.js';
import { FIELD_VERSIONS } from './node-fields.js';
import type { NodeView } from './present-node.js';

/** Ironic's `[api] max_limit`. */
export const MAX_LIMIT = 1000;

/** Filters that compare one field of the node as it is shown. */
const TEXT_FILTERS = [
  ...[
    'chassis_uuid',
    'conductor',
    'conductor_group',
    'console_interface',
    'driver',
    'fault',
    'instance_uuid',
  ],
  ...['lessee', 'owner', 'provision_state', 'resource_class'],
] as const;
const BOOLEAN_FILTERS = ['maintenance', 'retired'] as const;
const OTHER_PARAMETERS = [
  ...['associated', 'description_contains', 'detail', 'fields', 'limit', 'marker', 'sort_dir', 'sort_key'],
];

/** The parameters that `GET /v1/nodes` takes. */
export const NODE_LIST_PARAMETERS: ReadonlySet<string> = new Set([
  ...TEXT_FILTERS,
  ...BOOLEAN_FILTERS,
  ...OTHER_PARAMETERS,
]);

/** What `GET /v1/nodes` is asked for. */
export interface NodeListQuery {
  readonly limit: number;
  readonly marker: string | undefined;
  readonly view: NodeView;
  readonly driver: string | undefined;
  /** Values that fields of a node must have as they are shown. */
  readonly equals: ReadonlyMap<string, string | boolean>;
  readonly isAssociated: boolean | undefined;
  readonly descriptionContains: string | undefined;
  /** Undefined for the order of creation. */
  readonly sortKey: string | undefined;
  readonly isDescending: boolean;
}

/**
 * The value of `fields=`: names of fields, each once.
 *
 * @throws InvalidInputError for unknown names, NotAcceptableError for newer ones
 */
export function parseFields(text: string, minorVersion: number): readonly string[] {
  const names = [...new Set(text.split(',').map((name) => name.trim()))];
  const invalid = names.filter((name) => !FIELD_VERSIONS.has(name));
  if (invalid.length > 0) throw new InvalidInputError(`Field(s) "${invalid.join(', ')}" are not valid.`);
  if (names.some((name) => (FIELD_VERSIONS.get(name) ?? 1) > minorVersion)) throw new NotAcceptableError();
  return names;
}

function parseView(parameters: QueryParameters, minorVersion: number): NodeView {
  const fields = parameters.get('fields');
  const detail = parameters.get('detail');
  const isDetail = detail !== undefined && parseBoolean('detail', detail);
  if (fields === undefined) return isDetail ? 'detail' : 'summary';
  if (isDetail) throw new InvalidInputError("Can't fetch a subset of fields with 'detail' set");
  return parseFields(fields, minorVersion);
}

function parseLimit(text: string | undefined): number {
  if (text === undefined) return MAX_LIMIT;
  if (!/^-?\d{1,9}$/.test(text)) throw new InvalidInputError('Could not convert limit to an integer');
  if (Number(text) < 0) throw new InvalidInputError('Limit must be positive');
  return Number(text) === 0 ? MAX_LIMIT : Math.min(Number(text), MAX_LIMIT);
}

function parseSortKey(key: string | undefined, minorVersion: number): string | undefined {
  if (key === undefined || key === 'id' || key === 'created_at') return undefined;
  const [name = key] = parseFields(key, minorVersion);
  return name;
}

/**
 * Reads the query of `GET /v1/nodes`.
 *
 * @throws InvalidInputError, NotAcceptableError
 */
export function parseNodeListQuery(parameters: QueryParameters, minorVersion: number): NodeListQuery {
  const sortDirection = parameters.get('sort_dir') ?? 'asc';
  if (sortDirection !== 'asc' && sortDirection !== 'desc') {
    throw new InvalidInputError(
      `Invalid sort direction: ${sortDirection}. Acceptable values are 'asc' or 'desc'`,
    );
  }
  const equals = new Map<string, string | boolean>();
  for (const [name, text] of parameters) {
    if ((TEXT_FILTERS as readonly string[]).includes(name)) equals.set(name, text);
    if ((BOOLEAN_FILTERS as readonly string[]).includes(name)) equals.set(name, parseBoolean(name, text));
  }
  const associated = parameters.get('associated');
  return {
    limit: parseLimit(parameters.get('limit')),
    marker: parameters.get('marker'),
    view: parseView(parameters, minorVersion),
    driver: parameters.get('driver'),
    equals,
    isAssociated: associated === undefined ? undefined : parseBoolean('associated', associated),
    descriptionContains: parameters.get('description_contains'),
    sortKey: parseSortKey(parameters.get('sort_key'), minorVersion),
    isDescending: sortDirection === 'desc',
  };
}
