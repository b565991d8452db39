import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GUIDE, guideBlocks } from '../support/guide-blocks.js';
import { ROOT } from '../support/ironbridge.js';

const EXAMPLE = join(ROOT, 'examples', 'acme-kvm');

/** What an author writes who is not in this repository; test/integration/packed-packages.test.ts runs these. */
const OF_OTHERS = ['host.ts', 'ironbridge.ini', 'tsconfig.json'];

/** package.json is laid out by npm, the guide by prettier. */
const sameForm = (file: string, text: string): unknown =>
  file.endsWith('.json') ? (JSON.parse(text) as unknown) : text;

describe(GUIDE, () => {
  it('shows every file of the example, and nothing else', async () => {
    const sources = (await readdir(EXAMPLE, { recursive: true })).filter((file) =>
      /^((src|test)\/.*\.ts|index\.(d\.mts|mjs))$/.test(file),
    );
    expect(sources.length).toBeGreaterThan(7);
    const shown = [...(await guideBlocks()).keys()];
    expect(shown.sort()).toEqual([...sources, 'package.json', ...OF_OTHERS].sort());
  });

  it('shows each file as it is', async () => {
    for (const [file, code] of await guideBlocks()) {
      if (OF_OTHERS.includes(file)) continue;
      const real = await readFile(join(EXAMPLE, file), 'utf8');
      expect({ file, code: sameForm(file, code) }).toEqual({ file, code: sameForm(file, real) });
    }
  });
});
