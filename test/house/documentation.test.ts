import { configurationReference } from '@ironbridge/cli';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { existsSync } from 'node:fs';
import { ROOT } from '../support/ironbridge.js';

/** Prettier aligns tables; what they say is the same. */
const withoutLayout = (text: string): string => text.replace(/[-\s]+/g, ' ');

async function markdownFiles(): Promise<readonly string[]> {
  const packages = await readdir(join(ROOT, 'packages'));
  const docs = (await readdir(join(ROOT, 'docs'))).filter((name) => name.endsWith('.md'));
  return [
    ...['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md'],
    ...docs.map((name) => `docs/${name}`),
    ...packages.map((name) => `packages/${name}/README.md`),
  ];
}

describe('the documentation', () => {
  it('lists every option as the schema has it (node scripts/write-configuration-reference.mjs)', async () => {
    const page = await readFile(join(ROOT, 'docs/configuration.md'), 'utf8');
    expect(withoutLayout(page)).toBe(withoutLayout(configurationReference()));
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
