import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ROOT } from '../support/ironbridge.js';
import { runProgram } from '../support/spawned-program.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string };
}

/** Each rule of .dependency-cruiser.cjs with an import that it must refuse: the file, and what the file imports. */
const OFFENCES: readonly (readonly [rule: string, file: string, imported: string])[] = [
  ['common-imports-only-downwards', 'packages/common/src/offence.ts', '@ironbridge/base'],
  ['rfb-imports-only-downwards', 'packages/rfb/src/offence.ts', '@ironbridge/base'],
  ['serial-imports-only-downwards', 'packages/serial/src/offence.ts', '@ironbridge/rfb'],
  ['base-imports-only-downwards', 'packages/base/src/offence.ts', '@ironbridge/redfish'],
  ['testkit-imports-only-downwards', 'packages/testkit/src/offence.ts', '@ironbridge/redfish'],
  ['redfish-imports-only-downwards', 'packages/redfish/src/offence.ts', '@ironbridge/base'],
  ['wsman-imports-only-downwards', 'packages/wsman/src/offence.ts', '@ironbridge/redfish'],
  ['bmc-http-imports-only-downwards', 'packages/bmc-http/src/offence.ts', '@ironbridge/rfb'],
  ['socat-imports-only-downwards', 'packages/socat/src/offence.ts', '@ironbridge/ipmitool-socat'],
  ['idrac-vnc-imports-only-downwards', 'packages/idrac-vnc/src/offence.ts', '@ironbridge/fake-console'],
  ['fake-console-imports-only-downwards', 'packages/fake-console/src/offence.ts', '@ironbridge/idrac-vnc'],
  ['redfish-vnc-imports-only-downwards', 'packages/redfish-vnc/src/offence.ts', '@ironbridge/idrac-vnc'],
  [
    'ipmitool-socat-imports-only-downwards',
    'packages/ipmitool-socat/src/offence.ts',
    '@ironbridge/idrac-socat',
  ],
  ['idrac-socat-imports-only-downwards', 'packages/idrac-socat/src/offence.ts', '@ironbridge/store'],
  ['store-imports-only-downwards', 'packages/store/src/offence.ts', '@ironbridge/conductor'],
  ['api-imports-only-downwards', 'packages/api/src/offence.ts', '@ironbridge/proxy'],
  ['proxy-imports-only-downwards', 'packages/proxy/src/offence.ts', '@ironbridge/web'],
  ['conductor-imports-only-downwards', 'packages/conductor/src/offence.ts', '@ironbridge/api'],
  ['web-imports-only-downwards', 'packages/web/src/offence.ts', '@ironbridge/api'],
  ['simulator-imports-only-downwards', 'packages/simulator/src/offence.ts', '@ironbridge/proxy'],
  ['drivers-know-neither-store-nor-host', 'packages/idrac-vnc/src/offence-2.ts', '@ironbridge/store'],
  ['testkit-is-dev-only', 'packages/conductor/src/offence-2.ts', '@ironbridge/testkit'],
  ['only-the-front-door', 'packages/cli/src/offence.ts', '../../store/src/inside.js'],
  ['only-the-front-door-from-outside', 'test/offence.ts', '../packages/store/src/inside.js'],
  ['sans-io', 'packages/rfb/src/offence-2.ts', 'node:net'],
  ['no-container-in-services', 'packages/store/src/offence-2.ts', 'inversify'],
  ['no-cycles', 'packages/common/src/cycle-a.ts', './cycle-b.js'],
  ['declared-dependencies-only', 'packages/common/src/offence-2.ts', 'inversify'],
  ['unresolvable', 'packages/common/src/offence-3.ts', './no-such-file.js'],
];

async function write(directory: string, file: string, text: string): Promise<void> {
  await mkdir(dirname(join(directory, file)), { recursive: true });
  await writeFile(join(directory, file), text);
}

/** The packages of this repository, each with nothing but a front door and an inside. */
async function createSkeleton(): Promise<string> {
  const directory = await temporaryDirectory();
  await mkdir(join(directory, 'node_modules/@ironbridge'), { recursive: true });
  for (const name of ['tsconfig.base.json', '.dependency-cruiser.cjs', 'package.json']) {
    await cp(join(ROOT, name), join(directory, name));
  }
  for (const name of ['inversify', 'zod']) {
    await symlink(join(ROOT, 'node_modules', name), join(directory, 'node_modules', name));
  }
  for (const name of await readdir(join(ROOT, 'packages'))) {
    const manifest = await readFile(join(ROOT, 'packages', name, 'package.json'), 'utf8');
    await write(directory, `packages/${name}/package.json`, manifest);
    await write(directory, `packages/${name}/src/index.ts`, 'export {};\n');
    await write(directory, `packages/${name}/src/inside.ts`, 'export {};\n');
    await write(directory, `packages/${name}/dist/index.d.ts`, 'export {};\n');
    await symlink(join(directory, 'packages', name), join(directory, 'node_modules/@ironbridge', name));
  }
  await write(directory, 'test/clean.ts', "import '@ironbridge/store';\n");
  return directory;
}

async function cruise(directory: string): Promise<readonly Violation[]> {
  const bin = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [bin, 'packages', 'test', '--config', '.dependency-cruiser.cjs', '--output-type', 'json'];
  const { stdout, stderr } = await runProgram(process.execPath, args, { cwd: directory });
  try {
    return (JSON.parse(stdout) as { summary: { violations: Violation[] } }).summary.violations;
  } catch {
    throw new Error(`dependency-cruiser printed no report: ${stderr}`);
  }
}

describe('the import directions', () => {
  let violations: readonly Violation[];

  beforeAll(async () => {
    const directory = await createSkeleton();
    for (const [, file, imported] of OFFENCES) await write(directory, file, `import '${imported}';\n`);
    await write(directory, 'packages/common/src/cycle-b.ts', "import './cycle-a.js';\n");
    violations = await cruise(directory);
  }, 60_000);

  it.each(OFFENCES)('refuse by %s that %s imports %s', (rule, file) => {
    expect(violations).toContainEqual(
      expect.objectContaining({ from: file, rule: expect.objectContaining({ name: rule }) }),
    );
  });

  it('have an offence here for every rule', () => {
    const config = createRequire(__filename)('../../.dependency-cruiser.cjs') as {
      forbidden: readonly { name: string }[];
    };
    const rules = config.forbidden.map(({ name }) => name);
    expect(OFFENCES.map(([rule]) => rule).sort()).toEqual(rules.sort());
  });

  it('say nothing about a tree without offences', async () => {
    expect(await cruise(await createSkeleton())).toEqual([]);
  }, 60_000);
});
