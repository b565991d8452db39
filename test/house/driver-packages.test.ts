import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ROOT } from '../support/ironbridge.js';

const EXAMPLE = 'examples/acme-kvm';

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, unknown>>;
}

const read = (path: string): Promise<string> => readFile(join(ROOT, path), 'utf8');
const manifestOf = async (folder: string): Promise<Manifest> =>
  JSON.parse(await read(`${folder}/package.json`)) as Manifest;

/** The packages whose default export is a manifest, the example's among them. */
async function driverFolders(): Promise<readonly string[]> {
  const packages = (await readdir(join(ROOT, 'packages'))).map((name) => `packages/${name}`);
  const isDriver = await Promise.all(
    packages.map(async (folder) => (await read(`${folder}/src/index.ts`)).includes('export { default')),
  );
  return [...packages.filter((_, index) => isDriver[index] === true), EXAMPLE];
}

describe('the driver packages', () => {
  let drivers: readonly string[];

  beforeAll(async () => {
    drivers = await driverFolders();
    expect(drivers).toContain('packages/idrac-vnc');
  });

  it('have the same files where a reader looks first', () => {
    const wanted = ['README.md', 'package.json', 'tsconfig.json', 'src/errors.ts', 'src/manifest.ts'];
    const missing = drivers
      .flatMap((folder) => wanted.map((file) => `${folder}/${file}`))
      .filter((file) => !existsSync(join(ROOT, file)));
    expect(missing).toEqual([]);
  });

  it('are held to the contract by the conformance suite, in their own tests or on real programs', () => {
    const unheld = drivers.filter((folder) => {
      const onRealPrograms = `test/integration/${basename(folder)}-conformance.test.ts`;
      return ![`${folder}/test/conformance.test.ts`, onRealPrograms].some((file) =>
        existsSync(join(ROOT, file)),
      );
    });
    expect(unheld).toEqual([]);
  });

  it('have the headings What it is, How to use it, driver_info, Errors and Limits, in this order', async () => {
    for (const folder of drivers) {
      const headings = (await read(`${folder}/README.md`)).match(/^##+ .*$/gm) ?? [];
      const names = headings.map((heading) => heading.replace(/^#+ /, ''));
      const wanted = ['What it is', 'How to use it', 'driver_info', 'Errors', 'Limits'];
      expect({ folder, names: names.filter((name) => wanted.includes(name)) }).toEqual({
        folder,
        names: wanted,
      });
    }
  });

  it('open the same two doors: one for CommonJS, one for ECMAScript modules', async () => {
    const { exports } = await manifestOf(EXAMPLE);
    for (const folder of drivers) {
      expect({ folder, exports: (await manifestOf(folder)).exports }).toEqual({ folder, exports });
      for (const door of ['index.mjs', 'index.d.mts']) {
        expect(await read(`${folder}/${door}`)).toBe(await read(`${EXAMPLE}/${door}`));
      }
    }
  });

  it('share one copy of the contract with their host', async () => {
    for (const folder of drivers) {
      const { peerDependencies } = await manifestOf(folder);
      expect(Object.keys(peerDependencies ?? {})).toEqual(
        expect.arrayContaining(['@ironbridge/base', 'inversify', 'zod']),
      );
    }
  });
});

describe('the packages', () => {
  it('tell every code of their errors in the table of their README, where it has one', async () => {
    const untold: string[] = [];
    for (const folder of [
      ...(await readdir(join(ROOT, 'packages'))).map((name) => `packages/${name}`),
      EXAMPLE,
    ]) {
      if (!existsSync(join(ROOT, folder, 'src/errors.ts'))) continue;
      const codes = (await read(`${folder}/src/errors.ts`)).matchAll(/'(ERR_[A-Z0-9_]+)'/g);
      const readme = await read(`${folder}/README.md`);
      // Packages that only services use have no table: their errors are told by HTTP statuses and close reasons.
      if (!/^\| Code /m.test(readme)) continue;
      const rows = readme.split('\n').filter((line) => line.startsWith('|'));
      for (const [, code = ''] of codes) {
        if (!rows.some((row) => row.includes(`\`${code}\``))) untold.push(`${folder}: ${code}`);
      }
    }
    expect(untold).toEqual([]);
  });

  it('are all published, and the examples are not', async () => {
    for (const folder of await readdir(join(ROOT, 'packages'))) {
      expect({ folder, isPrivate: (await manifestOf(`packages/${folder}`)).private }).toEqual({
        folder,
        isPrivate: undefined,
      });
    }
    for (const folder of await readdir(join(ROOT, 'examples'))) {
      expect((await manifestOf(`examples/${folder}`)).private).toBe(true);
    }
  });
});
