import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { apiClient, end, saying, start } from './program.mjs';

const COMMAND = fileURLToPath(new URL('../../packages/cli/bin/ironbridge.js', import.meta.url));

/** `ironbridge up`, whole, with an empty database. */
export async function startIronbridge({ interfaces, more = '' }) {
  const directory = mkdtempSync(join(tmpdir(), 'ironbridge-bench-'));
  const configFile = join(directory, 'ironbridge.ini');
  writeFileSync(
    configFile,
    `[DEFAULT]\nenabled_console_interfaces = ${interfaces}, no-console\nlog_level = warn\n[api]\nport = 0\n[vnc]\nport = 0\n` +
      `[database]\nconnection = sqlite:///${directory}/db.sqlite\n[secrets]\nkey_file = ${directory}/secret.key\n` +
      more.replaceAll('DIRECTORY', directory),
  );
  const child = start(process.execPath, [COMMAND, 'up', '--config-file', configFile]);
  const [, api, proxy] = await saying(child, /API\s+(http\S+)\s+Proxy\s+(http\S+)/);
  return {
    name: 'ironbridge',
    pids: [child.pid],
    proxy,
    call: apiClient(api),
    close: async () => {
      await end(child);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
