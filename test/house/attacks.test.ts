import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../support/ironbridge.js';

const PAGE = 'docs/attacks.md';
const PUBLIC_ID = /CVE-\d{4}-\d{4,}|OSS[AN]-\d{4}(?:-\d+)?|LP#\d+|GHSA(?:-[0-9a-z]{4}){3}/g;

interface CitedTest {
  readonly file: string;
  readonly title: string;
}

interface Row {
  readonly ids: readonly string[];
  readonly weakness: string;
  readonly tests: readonly CitedTest[];
  /** Why the weakness cannot be here, or what is not tested. */
  readonly remark: string;
}

const CITATION = /`([^`]+)` › `([^`]+)`/g;

function parseRow(line: string): Row {
  const [published = '', weakness = '', answer = ''] = line
    .slice(1, -1)
    .split(' | ')
    .map((cell) => cell.trim());
  return {
    ids: published.match(PUBLIC_ID) ?? [],
    weakness,
    tests: [...answer.matchAll(CITATION)].map(([, file = '', title = '']) => ({ file, title })),
    remark: answer.replaceAll(CITATION, '').replaceAll(/<br>/g, '').trim(),
  };
}

async function testFiles(): Promise<readonly string[]> {
  const all = await Promise.all(
    ['packages', 'test'].map(async (folder) =>
      (await readdir(join(ROOT, folder), { recursive: true })).map((file) => `${folder}/${file}`),
    ),
  );
  return all.flat().filter((file) => file.endsWith('.test.ts') && !/\/(node_modules|dist)\//.test(file));
}

describe(PAGE, () => {
  let rows: readonly Row[];

  beforeAll(async () => {
    const lines = (await readFile(join(ROOT, PAGE), 'utf8')).split('\n');
    rows = lines.filter((line) => /^\| (?!Published as|-)/.test(line)).map(parseRow);
  });

  it('has a row for each of many weaknesses, with tests or a reason why there are none', () => {
    expect(rows.length).toBeGreaterThan(40);
    expect(rows.filter(({ tests, remark }) => tests.length === 0 && remark.length < 20)).toEqual([]);
  });

  it('cites tests that exist, by the titles that they have', async () => {
    const missing: string[] = [];
    for (const { file, title } of rows.flatMap(({ tests }) => tests)) {
      const path = join(ROOT, file);
      const isThere = existsSync(path) && (await readFile(path, 'utf8')).includes(title);
      if (!isThere) missing.push(`${file} › ${title}`);
    }
    expect(missing).toEqual([]);
  });

  it('cites for each id a test that names it', () => {
    const unnamed = rows.flatMap(({ ids, tests }) =>
      tests.length === 0 ? [] : ids.filter((id) => !tests.some(({ title }) => title.includes(id))),
    );
    expect(unnamed).toEqual([]);
  });

  it('has every id that a test names', async () => {
    const known = new Set(rows.flatMap(({ ids }) => ids));
    const unknown: string[] = [];
    for (const file of await testFiles()) {
      const named = (await readFile(join(ROOT, file), 'utf8')).match(PUBLIC_ID) ?? [];
      unknown.push(...named.filter((id) => !known.has(id)).map((id) => `${file}: ${id}`));
    }
    expect(unknown).toEqual([]);
  });
});
