import { configurationReference } from '@ironbridge/cli';
import { SESSION_CLOSED_REASONS } from '@ironbridge/proxy';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { existsSync } from 'node:fs';
import { ROOT } from '../support/ironbridge.js';

/** Prettier aligns tables; what they say is the same. */
const withoutLayout = (text: string): string => text.replace(/[-\s]+/g, ' ');

/** The first cells of the tables below a heading of docs/operating.md, as far as they are code. */
async function listedUnder(heading: string): Promise<readonly string[]> {
  const page = await readFile(join(ROOT, 'docs/operating.md'), 'utf8');
  const [, section = ''] = page.split(`## ${heading}\n`);
  const [text = ''] = section.split('\n## ');
  return [...text.matchAll(/^\| `([^`]+)`/gm)].map(([, name = '']) => name).sort();
}

/** What `pattern` captures in the sources of all packages, once each. */
async function inSources(pattern: RegExp): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const file of await readdir(join(ROOT, 'packages'), { recursive: true })) {
    if (!/^[^/]+\/src\/.*(?<!\.test)\.ts$/.test(file)) continue;
    const text = await readFile(join(ROOT, 'packages', file), 'utf8');
    for (const [, name = ''] of text.matchAll(pattern)) found.add(name);
  }
  return [...found].sort();
}

async function markdownFiles(): Promise<readonly string[]> {
  const packages = await readdir(join(ROOT, 'packages'));
  const docs = (await readdir(join(ROOT, 'docs'), { recursive: true })).filter((name) =>
    name.endsWith('.md'),
  );
  return [
    ...['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md'],
    ...docs.map((name) => `docs/${name}`),
    'examples/acme-kvm/README.md',
    ...packages.map((name) => `packages/${name}/README.md`),
  ];
}

describe('the documentation', () => {
  it('lists every option as the schema has it (node scripts/write-configuration-reference.mjs)', async () => {
    const page = await readFile(join(ROOT, 'docs/configuration.md'), 'utf8');
    expect(withoutLayout(page)).toBe(withoutLayout(configurationReference()));
  });

  it('lists every metric for operators', async () => {
    expect(await listedUnder('Health')).toEqual(await inSources(/'(ironbridge_[a-z_]+)'/g));
  });

  it('lists every audit event for operators', async () => {
    expect(await listedUnder('Logs')).toEqual(await inSources(/\bevent: '([a-z-]+)'/g));
  });

  it('tells operators what to do about every close reason', async () => {
    expect(await listedUnder('Why a viewer was closed')).toEqual(Object.keys(SESSION_CLOSED_REASONS).sort());
  });

  it('gives every package a copy of the licence', async () => {
    const licence = await readFile(join(ROOT, 'LICENSE'), 'utf8');
    for (const name of await readdir(join(ROOT, 'packages'))) {
      expect(await readFile(join(ROOT, 'packages', name, 'LICENSE'), 'utf8')).toBe(licence);
    }
  });

  it('has a README for every package', async () => {
    expect((await markdownFiles()).filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });

  it('links only to files that exist', async () => {
    const broken: string[] = [];
    for (const file of (await markdownFiles()).filter((each) => existsSync(join(ROOT, each)))) {
      const text = await readFile(join(ROOT, file), 'utf8');
      for (const [, target = ''] of text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)) {
        if (!existsSync(join(ROOT, dirname(file), target))) broken.push(`${file} → ${target}`);
      }
    }
    expect(broken).toEqual([]);
  });
});
