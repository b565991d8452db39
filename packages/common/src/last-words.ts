const MAX_CHARACTERS = 200;

/**
 * The last line of a program's output that says something: printable ASCII only, at most 200 characters; empty where none does.
 *
 * @param beginnings of the lines that count; all do unless given
 */
export function lastWords(output: Uint8Array | string, beginnings: readonly string[] = ['']): string {
  const text = typeof output === 'string' ? output : Buffer.from(output).toString('latin1');
  const lines = text
    .split(/[\r\n]+/)
    .map((line) => line.replaceAll(/[^\x20-\x7e]/g, '').trim())
    .filter((line) => line !== '' && beginnings.some((beginning) => line.startsWith(beginning)));
  return (lines.at(-1) ?? '').slice(0, MAX_CHARACTERS);
}
