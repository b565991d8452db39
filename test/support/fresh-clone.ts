import { cp, lstat, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from './ironbridge.js';
import { runProgram, SpawnedProgram } from './spawned-program.js';
import { temporaryDirectory } from './temporary-directory.js';

export const GIT = '/usr/bin/git';

/** All that a newcomer must have: npm runs scripts by sh, and is itself started by env. */
const PROGRAMS = ['/usr/bin/node', '/usr/bin/npm', '/usr/bin/sh', '/usr/bin/env'];

/** Building on a machine that does other things too. */
const FIRST_START_MS = 480_000;

/** A copy of this repository as git would give it, uncommitted changes included: nothing installed, nothing built. */
export interface FreshClone {
  readonly directory: string;
  /** Runs `npm start` in it, and waits until it says that it is ready. */
  start(): Promise<StartedClone>;
}

export interface StartedClone {
  readonly program: SpawnedProgram;
  readonly apiUrl: string;
  readonly proxyUrl: string;
  readonly serversUrl: string;
  readonly readyAfterMs: number;
}

async function copyOfRepository(): Promise<string> {
  const directory = join(await temporaryDirectory(), 'ironbridge');
  const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const { stdout } = await runProgram(GIT, list, { cwd: ROOT });
  for (const file of stdout.split('\0')) {
    const isThere = file !== '' && (await lstat(join(ROOT, file)).catch(() => undefined)) !== undefined;
    if (isThere) await cp(join(ROOT, file), join(directory, file), { verbatimSymlinks: true });
  }
  return directory;
}

/** A home and a PATH with nothing but what npm needs. Of this machine it sees npm's cache, which spares the network. */
async function bareEnvironment(): Promise<NodeJS.ProcessEnv> {
  const home = await temporaryDirectory();
  const path = join(home, 'bin');
  await mkdir(path);
  for (const program of PROGRAMS) await symlink(program, join(path, program.replace(/^.*\//, '')));
  const { stdout: cache } = await runProgram('npm', ['config', 'get', 'cache'], { cwd: ROOT });
  return {
    PATH: path,
    HOME: home,
    npm_config_cache: cache.trim(),
    NODE_EXTRA_CA_CERTS: process.env['NODE_EXTRA_CA_CERTS'],
    IRONBRIDGE_API__PORT: '0',
    IRONBRIDGE_VNC__PORT: '0',
  };
}

/** Copies the repository to where nothing of this machine's builds is. */
export async function freshClone(): Promise<FreshClone> {
  const directory = await copyOfRepository();
  const env = await bareEnvironment();
  const npm = join(env['PATH'] ?? '', 'npm');
  return {
    directory,
    start: async () => {
      const startedMs = performance.now();
      const program = new SpawnedProgram(npm, ['start'], { cwd: directory, env, hasOwnGroup: true });
      const url = async (label: string): Promise<string> =>
        (await program.saying(new RegExp(`${label}\\s+(http\\S+)`), FIRST_START_MS))[1] ?? '';
      const [serversUrl, apiUrl, proxyUrl] = [
        await url('Servers page'),
        await url('API'),
        await url('Proxy'),
      ];
      return { program, serversUrl, apiUrl, proxyUrl, readyAfterMs: performance.now() - startedMs };
    },
  };
}
