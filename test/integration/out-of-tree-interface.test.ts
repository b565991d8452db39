import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { IRONBRIDGE, ROOT } from '../support/ironbridge.js';
import { runProgram } from '../support/spawned-program.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

jest.setTimeout(30_000);

const PACKAGE = `
const { CONSOLE_CONFIG, CONSOLE_INTERFACE, defineConsoleInterface } = require('@ironbridge/base');
const { ContainerModule } = require('inversify');
const { z } = require('zod');
module.exports = defineConsoleInterface({
  name: 'my-kvm',
  hardwareTypes: ['redfish'],
  consoleTypes: ['vnc'],
  driverInfo: z.object({ kvm_address: z.string().meta({ description: 'Address' }) }),
  config: { section: 'my_kvm', schema: z.strictObject({ poll_interval: z.coerce.number().int().min(1) }) },
  module: new ContainerModule(({ bind }) => {
    bind(CONSOLE_INTERFACE).toDynamicValue((context) => {
      process.stdout.write('polls every ' + context.get(CONSOLE_CONFIG).poll_interval + '\\n');
      return {};
    });
  }),
});
`;

/** What `config check` says in a directory where an operator has installed a driver of somebody else's. */
async function check(ini: string): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const directory = await temporaryDirectory();
  const modules = join(directory, 'node_modules');
  await mkdir(join(modules, '@acme', 'my-kvm'), { recursive: true });
  await writeFile(join(modules, '@acme', 'my-kvm', 'index.js'), PACKAGE);
  for (const name of ['@ironbridge', 'inversify', 'zod']) {
    await symlink(join(ROOT, 'node_modules', name), join(modules, name));
  }
  const file = join(directory, 'ironbridge.ini');
  await writeFile(file, ini);
  const env = { ...process.env, IRONBRIDGE_SECRETS__KEY_FILE: join(directory, 'secret.key') };
  return runProgram(process.execPath, [IRONBRIDGE, 'config', 'check', '--config-file', file], {
    cwd: directory,
    env,
  });
}

const ENABLED =
  '[DEFAULT]\nenabled_console_interfaces = my-kvm, no-console\n[console_interfaces]\nmy-kvm = @acme/my-kvm\n';

describe('a console interface from elsewhere', () => {
  it('is enabled by name, with a section of its own in the configuration', async () => {
    const { code, stdout, stderr } = await check(`${ENABLED}[my_kvm]\npoll_interval = 30\n`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('polls every 30');
    expect(stdout).toContain('Enabled interfaces: my-kvm, no-console');
  });

  it.each([
    [
      'an option it does not know',
      '[my_kvm]\npoll_intervall = 30\n',
      /\[my_kvm\].*poll_intervall.*poll_interval/,
    ],
    ['a value it does not take', '[my_kvm]\npoll_interval = often\n', /\[my_kvm\] poll_interval/],
    [
      'a section that is nobody’s',
      '[my_kvn]\npoll_interval = 30\n',
      /ironbridge\.ini:6: there is no section \[my_kvn\]; did you mean 'my_kvm'\?/,
    ],
  ])('refuses %s', async (_, section, problem) => {
    const { code, stderr } = await check(ENABLED + section);
    expect(code).toBe(1);
    expect(stderr).toMatch(problem);
  });
});
