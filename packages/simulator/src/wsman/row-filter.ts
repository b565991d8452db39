import { FILTER_DIALECTS } from './wsman-namespaces.js';
import { WsmanFault } from './wsman-fault.js';

/** The values of one property; undefined: it is nil. */
export type CimValue = string | readonly string[] | undefined;

/** One instance of a class, its properties in the order of the answer. */
export type CimRow = Readonly<Record<string, CimValue>>;

const QUERY =
  /^\s*select\s+(?<columns>\*|\w+(?:\s*,\s*\w+)*)\s+from\s+(?<from>\w+)(?:\s+where\s+(?<property>\w+)\s*=\s*(?:'(?<single>[^']*)'|"(?<double>[^"]*)"))?\s*$/i;

/**
 * What a filter leaves of rows: `select COLUMNS from CLASS [where PROPERTY = 'VALUE']`, the forms that are known of real
 * clients. Properties are compared as text, with case.
 *
 * @throws WsmanFault where the query is another
 */
export function filterRows(
  rows: readonly CimRow[],
  className: string,
  dialect: string,
  query: string,
): readonly CimRow[] {
  const parts = FILTER_DIALECTS.has(dialect) ? QUERY.exec(query)?.groups : undefined;
  if (parts?.['from'] !== className) {
    throw new WsmanFault('wsen:CannotProcessFilter', 'The requested filter could not be processed');
  }
  const { columns = '*', property, single, double } = parts;
  const chosen = property === undefined ? rows : rows.filter((row) => row[property] === (single ?? double));
  if (columns === '*') return chosen;
  const names = new Set(columns.split(',').map((name) => name.trim()));
  return chosen.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => names.has(name))));
}
