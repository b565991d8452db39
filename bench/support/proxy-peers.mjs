import { startIronbridge } from './ironbridge.mjs';
import { end, freePort, saying, start, until } from './program.mjs';

/** Debian's websockify, as it is started for noVNC. */
export async function startWebsockifyPeer(vncPort) {
  const port = await freePort();
  const child = start('/usr/bin/websockify', [`127.0.0.1:${port}`, `127.0.0.1:${vncPort}`]);
  await saying(child, /proxying from/);
  return {
    name: 'websockify',
    pid: child.pid,
    viewerUrl: () => Promise.resolve(`ws://127.0.0.1:${port}/`),
    close: () => end(child),
  };
}

/** `ironbridge up` with one node whose console is the source. */
export async function startIronbridgePeer(vncPort) {
  const { name, pids, proxy, call, close } = await startIronbridge({ interfaces: 'fake' });
  const driver_info = { fake_console_host: '127.0.0.1', fake_console_port: vncPort };
  await call('POST', '/v1/nodes', { name: 'bench', driver: 'fake-hardware', driver_info });
  await call('PUT', '/v1/nodes/bench/states/console', { enabled: true });
  await until('the console', async () => (await call('GET', '/v1/nodes/bench')).console_enabled);
  return {
    name,
    pid: pids[0],
    viewerUrl: async () => {
      const { console_info } = await call('GET', '/v1/nodes/bench/states/console');
      const { hash } = new URL(console_info.url);
      return `${proxy.replace(/^http/, 'ws').replace(/\/$/, '')}/websockify?${hash.slice(1)}`;
    },
    close,
  };
}
