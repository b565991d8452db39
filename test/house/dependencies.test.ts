import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../support/ironbridge.js';

interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
}

interface Manifest {
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

const readJson = async (path: string): Promise<unknown> =>
  JSON.parse(await readFile(join(ROOT, path), 'utf8')) as unknown;

/** The first versions in which something that was published against them was mended. */
const MENDED: readonly (readonly [name: string, version: string, weakness: string])[] = [
  ['ws', '8.17.1', 'CVE-2024-37890'],
  ['ws', '7.4.6', 'CVE-2021-32640'],
  ['@novnc/novnc', '0.6.2', 'CVE-2017-18635'],
];

function isAtLeast(version: string, least: string): boolean {
  const [left, right] = [version, least].map((text) => text.split('.').map(Number));
  const differing = (left ?? []).findIndex((part, index) => part !== right?.[index]);
  return differing === -1 || (left?.[differing] ?? 0) > (right?.[differing] ?? 0);
}

describe('the dependencies', () => {
  let locked: readonly (readonly [path: string, LockedPackage])[];

  beforeAll(async () => {
    const { packages } = (await readJson('package-lock.json')) as { packages: Record<string, LockedPackage> };
    locked = Object.entries(packages).filter(([path]) => path.includes('node_modules/'));
  });

  it('are locked with a hash each, and come from the registry or from this repository', () => {
    expect(locked.length).toBeGreaterThan(100);
    const unsure = locked.filter(([, { integrity, link, resolved }]) =>
      link === true
        ? !/^(packages|examples)\//.test(resolved ?? '')
        : integrity?.startsWith('sha512-') !== true ||
          !(resolved ?? 'https://registry.npmjs.org/').startsWith('https://registry.npmjs.org/'),
    );
    expect(unsure).toEqual([]);
  });

  it.each(MENDED)('have %s of %s or later (%s)', (name, version) => {
    const versions = locked.filter(([path]) => path.endsWith(`node_modules/${name}`));
    expect(versions.length).toBeGreaterThan(0);
    expect(versions.filter(([, each]) => !isAtLeast(each.version ?? '0', version))).toEqual([]);
  });

  it('take noVNC in one exact version', async () => {
    const { devDependencies, dependencies } = (await readJson('packages/web/package.json')) as Manifest;
    const asked = { ...dependencies, ...devDependencies }['@novnc/novnc'];
    const { version } = (await readJson('node_modules/@novnc/novnc/package.json')) as Manifest;
    expect(asked).toBe(version);
  });
});

describe('the services that a stranger can reach', () => {
  it.each(['api', 'proxy', 'store', 'rfb'])('compare no secret byte by byte in %s', async (name) => {
    const folder = join(ROOT, 'packages', name, 'src');
    const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.ts'));
    expect(files.length).toBeGreaterThan(10);
    const offences: string[] = [];
    for (const file of files.filter((each) => !each.endsWith('.test.ts'))) {
      const text = await readFile(join(folder, file), 'utf8');
      if (/reveal\(\)\s*[!=]==?|[!=]==?\s*[\w.#?]*\.reveal\(\)/.test(text)) offences.push(file);
    }
    expect(offences).toEqual([]);
  });
});
