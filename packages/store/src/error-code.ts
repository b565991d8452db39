/** The `code` of an error of Node or of the database; structural, since native errors of another realm are no `Error` here. */
export function errorCodeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
