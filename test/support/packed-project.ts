import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from './ironbridge.js';
import { lockedClosure, type LockedPackages } from './locked-closure.js';
import { runProgram } from './spawned-program.js';
import { temporaryDirectory } from './temporary-directory.js';

interface Packed {
  readonly name: string;
  readonly filename: string;
  readonly integrity: string;
}

/** A project of somebody's that has installed the packages of this repository from their tarballs. */
export interface PackedProject {
  readonly directory: string;
  /** Names of the installed packages of this repository, that of the example's driver left out. */
  readonly packages: readonly string[];
  readonly tarballs: readonly string[];
}

const DRIVER = 'examples/acme-kvm';

/** What whoever uses the packages asks for beside them: their peers, and types for Node. */
const ASKED_FOR = ['inversify', 'zod', '@types/node'];

async function npm(args: readonly string[], cwd: string): Promise<string> {
  const { code, stdout, stderr } = await runProgram('npm', args, { cwd });
  if (code !== 0) throw new Error(`npm ${args[0] ?? ''} failed: ${stdout}${stderr}`);
  return stdout;
}

/**
 * Packs every package and the driver of examples/acme-kvm, and installs the tarballs in an empty project outside of the
 * repository. The versions of what they need are those of this repository's lock file, so that npm finds each by its hash
 * in its cache, where `npm ci` has put it, and asks no registry.
 */
export async function installPackedProject(): Promise<PackedProject> {
  const directory = await temporaryDirectory();
  const tarballs = join(directory, 'tarballs');
  await mkdir(tarballs);
  const folders = [...(await readdir(join(ROOT, 'packages'))).map((name) => `packages/${name}`), DRIVER];
  const output = await npm(
    [
      ...['pack', '--json', '--ignore-scripts', '--pack-destination', tarballs],
      ...folders.flatMap((folder) => ['-w', folder]),
    ],
    ROOT,
  );
  const packed = Object.values(JSON.parse(output) as Record<string, Packed>);
  const { packages: locked } = JSON.parse(await readFile(join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: LockedPackages;
  };

  const packages: Record<string, object> = {};
  const roots = ASKED_FOR.map((name) => `node_modules/${name}`);
  for (const place of lockedClosure(locked, [...folders, ...roots])) {
    const folder = folders.find((each) => place === each || place.startsWith(`${each}/`));
    const name = folder === DRIVER ? '@acme/my-kvm' : folder?.replace('packages', '@ironbridge');
    packages[folder === undefined ? place : place.replace(folder, `node_modules/${name ?? ''}`)] =
      locked[place] ?? {};
  }
  const dependencies: Record<string, string> = {};
  for (const { name, filename, integrity } of packed) {
    const resolved = `file:tarballs/${filename}`;
    packages[`node_modules/${name}`] = { ...packages[`node_modules/${name}`], resolved, integrity };
    dependencies[name] = resolved;
  }
  for (const name of ASKED_FOR) dependencies[name] = locked[`node_modules/${name}`]?.version ?? '';
  const project = { name: 'somebody', version: '1.0.0', private: true, dependencies };
  await writeFile(join(directory, 'package.json'), JSON.stringify(project));
  const lock = { ...project, lockfileVersion: 3, requires: true, packages: { '': project, ...packages } };
  await writeFile(join(directory, 'package-lock.json'), JSON.stringify(lock));
  await npm(['ci', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund'], directory);
  return {
    directory,
    packages: packed.map(({ name }) => name).filter((name) => name.startsWith('@ironbridge/')),
    tarballs: packed.map(({ filename }) => join(tarballs, filename)),
  };
}
