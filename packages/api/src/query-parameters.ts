import { InvalidInputError } from '@ironbridge/common';

/** Query parameters: one value for each name. */
export type QueryParameters = ReadonlyMap<string, string>;

/**
 * The parameters of a URL. A repeated one is refused, so that no two readers of a request see different values.
 *
 * @throws InvalidInputError
 */
export function parseParameters(url: string, known: ReadonlySet<string>): QueryParameters {
  const all = [...new URLSearchParams(/\?(.*)$/s.exec(url)?.[1] ?? '')];
  const parameters = new Map(all);
  const unexpected = [...parameters.keys()].filter((name) => !known.has(name));
  if (unexpected.length > 0) throw new InvalidInputError(`Unexpected arguments: ${unexpected.join(', ')}`);
  if (parameters.size < all.length) throw new InvalidInputError('A query parameter is given more than once');
  return parameters;
}
