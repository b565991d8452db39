import { InvalidInputError } from '@ironbridge/common';

const TRUE = new Set(['1', 't', 'true', 'on', 'y', 'yes']);
const FALSE = new Set(['0', 'f', 'false', 'off', 'n', 'no']);
const ACCEPTABLE = [...TRUE, ...FALSE]
  .sort()
  .map((word) => `'${word}'`)
  .join(', ');

/**
 * A boolean as Ironic's `strutils.bool_from_string(strict=True)` reads it.
 *
 * @throws InvalidInputError in Ironic's words
 */
export function parseBoolean(name: string, value: unknown): boolean {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const word = text.trim().toLowerCase();
  if (TRUE.has(word)) return true;
  if (FALSE.has(word)) return false;
  throw new InvalidInputError(
    `Invalid ${name}: Unrecognized value '${text.slice(0, 64)}', acceptable values are: ${ACCEPTABLE}`,
  );
}
