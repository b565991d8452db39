import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';

const FILE = fileURLToPath(new URL('../results.md', import.meta.url));

export const MACHINE = `Machine: ${cpus().length} cores, ${cpus()[0].model.trim()}, Node ${process.versions.node}, ${new Date().toISOString().slice(0, 10)}.`;

export const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** Keeps what one bench found under its heading of results.md, and leaves what the others found. */
export function keepResults(heading, text) {
  const old = existsSync(FILE) ? readFileSync(FILE, 'utf8') : '';
  const sections = new Map(old.split(/^(?=# )/m).map((section) => [section.split('\n')[0], section]));
  sections.set(`# ${heading}`, `# ${heading}\n\n${text.trim()}\n\n`);
  writeFileSync(FILE, `${[...sections.values()].join('').trim()}\n`);
}
