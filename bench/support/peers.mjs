import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const START_MS = 20_000;

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function saying(child, pattern) {
  return new Promise((resolve, reject) => {
    let text = '';
    const timer = setTimeout(() => reject(new Error(`not ready: ${text}`)), START_MS);
    const hear = (chunk) => {
      text += chunk;
      const match = pattern.exec(text);
      if (match === null) return;
      clearTimeout(timer);
      resolve(match);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('exit', () => reject(new Error(`ended: ${text}`)));
  });
}

async function end(child) {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}

/** Debian's websockify, as it is started for noVNC. */
export async function startWebsockify(vncPort) {
  const port = await freePort();
  const child = spawn('/usr/bin/websockify', [`127.0.0.1:${port}`, `127.0.0.1:${vncPort}`]);
  await saying(child, /proxying from/);
  return {
    name: 'websockify',
    pid: child.pid,
    viewerUrl: () => Promise.resolve(`ws://127.0.0.1:${port}/`),
    close: () => end(child),
  };
}

/** `ironbridge up`, whole, with one node whose console is the source. */
export async function startIronbridge(vncPort) {
  const directory = mkdtempSync(join(tmpdir(), 'ironbridge-bench-'));
  const configFile = join(directory, 'ironbridge.ini');
  writeFileSync(
    configFile,
    `[DEFAULT]\nenabled_console_interfaces = fake, no-console\nlog_level = warn\n[api]\nport = 0\n[vnc]\nport = 0\n` +
      `[database]\nconnection = sqlite:///${directory}/db.sqlite\n[secrets]\nkey_file = ${directory}/secret.key\n`,
  );
  const child = spawn(process.execPath, [
    `${ROOT}/packages/cli/bin/ironbridge.js`,
    'up',
    '--config-file',
    configFile,
  ]);
  const [, api, proxy] = await saying(child, /API\s+(http\S+)\s+Proxy\s+(http\S+)/);
  const call = async (method, path, body) => {
    const answer = await fetch(new URL(path, api), {
      method,
      headers: { 'Content-Type': 'application/json', 'X-OpenStack-Ironic-API-Version': '1.82' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(text);
    return text === '' ? null : JSON.parse(text);
  };
  const driver_info = { fake_console_host: '127.0.0.1', fake_console_port: vncPort };
  await call('POST', '/v1/nodes', { name: 'bench', driver: 'fake-hardware', driver_info });
  await call('PUT', '/v1/nodes/bench/states/console', { enabled: true });
  const deadlineMs = Date.now() + START_MS;
  while (!(await call('GET', '/v1/nodes/bench')).console_enabled) {
    if (Date.now() > deadlineMs) throw new Error('the console did not start');
  }
  return {
    name: 'ironbridge',
    pid: child.pid,
    viewerUrl: async () => {
      const { console_info } = await call('GET', '/v1/nodes/bench/states/console');
      const { hash } = new URL(console_info.url);
      return `${proxy.replace(/^http/, 'ws').replace(/\/$/, '')}/websockify?${hash.slice(1)}`;
    },
    close: async () => {
      await end(child);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
