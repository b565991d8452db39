import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SimulatedSwitch } from '../../examples/acme-kvm/test/simulated-switch.js';
import { expectConsole } from '../support/console-state.js';
import { guideBlocks } from '../support/guide-blocks.js';
import { ROOT, startIronbridge } from '../support/ironbridge.js';
import { installPackedProject, type PackedProject } from '../support/packed-project.js';
import { runProgram } from '../support/spawned-program.js';

jest.setTimeout(120_000);

const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');
const JEST = join(ROOT, 'node_modules/jest/bin/jest.js');
const PUBLINT = join(ROOT, 'node_modules/publint/src/cli.js');
const ATTW = join(ROOT, 'node_modules/@arethetypeswrong/cli/dist/index.js');

let project: PackedProject;

beforeAll(async () => {
  project = await installPackedProject();
});

/** Writes a file of the project. */
async function write(file: string, text: string): Promise<string> {
  const path = join(project.directory, file);
  await writeFile(path, text);
  return path;
}

/** Runs a Node program in the project and gives what it printed; fails where it failed. */
async function run(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runProgram(process.execPath, args, { cwd: project.directory });
  if (code !== 0) throw new Error(`${args[0] ?? ''} ended with ${String(code)}:\n${stdout}${stderr}`);
  return stdout;
}

/** The names that a program in the project finds in each package. */
async function exportsFound(file: string, load: string): Promise<Record<string, string[]>> {
  const program = `(async () => {
    const found = {};
    for (const name of ${JSON.stringify(project.packages)}) {
      const names = Object.keys(${load}).filter((each) => !['module.exports', '__esModule'].includes(each));
      found[name] = names.sort();
    }
    console.log(JSON.stringify(found));
  })();`;
  return JSON.parse(await run(await write(file, program))) as Record<string, string[]>;
}

/** The names that the front door of each package has in this repository. */
async function exportsOfSources(): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const name of project.packages) {
    found[name] = Object.keys((await import(name)) as object)
      .filter((each) => each !== '__esModule')
      .sort();
  }
  return found;
}

describe('the packages, installed from their tarballs', () => {
  it('give a CommonJS program all that their front doors have', async () => {
    expect(await exportsFound('all.cjs', 'require(name)')).toEqual(await exportsOfSources());
  });

  it('give an ECMAScript module all that their front doors have, by name', async () => {
    const found = await exportsFound('all.mjs', 'await import(name)');
    for (const [name, names] of Object.entries(await exportsOfSources())) {
      expect({ name, missing: names.filter((each) => found[name]?.includes(each) !== true) }).toEqual({
        name,
        missing: [],
      });
    }
  });

  it.each([
    ['nodenext', 'nodenext'],
    ['preserve', 'bundler'],
  ])('have types for module %s with resolution %s', async (module, moduleResolution) => {
    const folder = `types-${moduleResolution}`;
    await mkdir(join(project.directory, folder));
    const text = project.packages
      .map((name, index) => `import * as p${String(index)} from '${name}';\nexport { p${String(index)} };\n`)
      .join('');
    for (const extension of ['cts', 'mts']) await write(`${folder}/consumer.${extension}`, text);
    const compilerOptions = {
      ...{ module, moduleResolution, target: 'es2022', types: ['node'], strict: true, noEmit: true },
      skipLibCheck: false,
    };
    await write(`${folder}/tsconfig.json`, JSON.stringify({ compilerOptions, include: ['.'] }));
    const { stdout } = await runProgram(process.execPath, [TSC, '-p', folder, '--pretty', 'false'], {
      cwd: project.directory,
    });
    const faults = stdout
      .split('\n')
      .filter((line) => /^(types-|node_modules\/@(ironbridge|acme)\/)/.test(line));
    expect(faults).toEqual([]);
  });

  it('leave publint nothing to say', async () => {
    for (const tarball of project.tarballs) {
      expect(await run(PUBLINT, 'run', tarball, '--strict')).toMatch(/All good!/);
    }
  });

  it('leave arethetypeswrong nothing to say', async () => {
    const check = (tarball: string): Promise<string> =>
      run(ATTW, tarball, '--no-definitely-typed', '--quiet');
    // Two at a time: most of its time is a compiler's.
    for (let index = 0; index < project.tarballs.length; index += 2) {
      await Promise.all(project.tarballs.slice(index, index + 2).map(check));
    }
  });
});

describe('a driver from elsewhere, installed from its tarball', () => {
  const config = async (own = ''): Promise<string> =>
    write('ironbridge.ini', `${(await guideBlocks()).get('ironbridge.ini') ?? ''}${own}`);
  const command = (): string => join(project.directory, 'node_modules/.bin/ironbridge');

  it("is compiled by the guide's tsconfig.json, without anything of this repository", async () => {
    const folder = join(project.directory, 'own-repository');
    await cp(join(ROOT, 'examples/acme-kvm/src'), join(folder, 'src'), { recursive: true });
    await write('own-repository/tsconfig.json', (await guideBlocks()).get('tsconfig.json') ?? '');
    await run(TSC, '-p', folder);
    expect(await readFile(join(folder, 'dist/index.d.ts'), 'utf8')).toContain('MyKvmDriverInfo');
  });

  it('passes the conformance suite', async () => {
    await cp(join(ROOT, 'examples/acme-kvm/test'), join(project.directory, 'test'), { recursive: true });
    const options = ['--module', 'nodenext', '--target', 'es2022', '--types', 'node', '--skipLibCheck'];
    await run(TSC, ...options, '--outDir', 'test', 'test/conformance.test.ts', '--ignoreConfig');
    const report = join(project.directory, 'report.json');
    const jest = ['--rootDir', join(project.directory, 'test'), '--json', `--outputFile=${report}`];
    await run(JEST, ...jest, '--testMatch', '**/*.test.js');
    const { numPassedTests, numTotalTests } = JSON.parse(await readFile(report, 'utf8')) as {
      numPassedTests: number;
      numTotalTests: number;
    };
    expect(numPassedTests).toBe(numTotalTests);
    expect(numTotalTests).toBeGreaterThan(25);
  });

  it('is enabled in `ironbridge up` by two lines, and its console too', async () => {
    const kvm = await SimulatedSwitch.listen();
    try {
      const directory = join(project.directory, 'run');
      await mkdir(directory);
      const args = ['--config-file', await config()];
      const ironbridge = await startIronbridge({ directory, command: command(), args });
      const driverInfo = { acme_address: kvm.url, acme_password: kvm.password };
      await ironbridge.enrol('far', driverInfo, { driver: 'redfish' });
      expect((await ironbridge.setConsole('far', true)).status).toBe(202);
      await expectConsole(ironbridge, 'far', 'enabled');
      expect(kvm.settings).toEqual({ enabled: true, idle_minutes: 0 });
      expect((await ironbridge.console('far')).console_info).toMatchObject({ type: 'vnc' });
      await ironbridge.setConsole('far', false);
      await expectConsole(ironbridge, 'far', 'disabled');
      expect(kvm.settings).toEqual({ enabled: false, idle_minutes: 15 });
      await ironbridge.program.end();
    } finally {
      await kvm.close();
    }
  });

  it('is enabled in a host by one call', async () => {
    const kvm = await SimulatedSwitch.listen();
    try {
      await mkdir(join(project.directory, 'host'));
      await write('host/host.ts', (await guideBlocks()).get('host.ts') ?? '');
      const passwordFile = await write('password', kvm.password);
      const options = ['--module', 'nodenext', '--target', 'es2022', '--types', 'node', '--strict'];
      await run(TSC, ...options, '--skipLibCheck', 'host/host.ts', '--ignoreConfig');
      const printed = await run('host/host.js', kvm.url, passwordFile);
      expect(printed).toMatch(/type: 'vnc'/);
      expect(printed).toMatch(/password: \[redacted\]/);
      expect(kvm.writes).toBe(2);
      expect(kvm.settings).toEqual({ enabled: false, idle_minutes: 15 });
    } finally {
      await kvm.close();
    }
  });

  it.each([
    ['an option it does not know', 'request_timeoud = 3\n', /\[my_kvm\].*request_timeoud.*request_timeout/],
    ['a value it does not take', 'request_timeout = often\n', /\[my_kvm\] request_timeout/],
    [
      'a section that is nobody’s',
      '[my_kvn]\na = 1\n',
      /there is no section \[my_kvn\]; did you mean 'my_kvm'\?/,
    ],
  ])('refuses %s', async (_, own, problem) => {
    const env = {
      ...process.env,
      IRONBRIDGE_SECRETS__KEY_FILE: join(project.directory, 'secret.key'),
    };
    const { code, stderr } = await runProgram(
      process.execPath,
      [command(), 'config', 'check', '--config-file', await config(own)],
      { cwd: project.directory, env },
    );
    expect(code).toBe(1);
    expect(stderr).toMatch(problem);
  });
});
