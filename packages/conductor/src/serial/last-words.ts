const MAX_CHARACTERS = 200;

/** The last line of a program's output that says something: printable ASCII only, at most 200 characters; empty where none does. */
export function lastWords(output: Uint8Array): string {
  const lines = Buffer.from(output)
    .toString('latin1')
    .split(/[\r\n]+/)
    .map((line) => line.replaceAll(/[^\x20-\x7e]/g, '').trim())
    .filter((line) => line !== '');
  return (lines.at(-1) ?? '').slice(0, MAX_CHARACTERS);
}
