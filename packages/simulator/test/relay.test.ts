import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { eventually } from './eventually.js';
import { FakeQmpServer } from './fake-qmp-server.js';
import { patchVnc } from './redfish-client.js';
import { closeAll, start } from './running-simulators.js';
import { Viewer } from './viewer.js';

const HOOK = join(__dirname, 'hook.cjs');
const PASSWORD = 'aB3$efgh';
const ENABLED = { Enable: 'Enabled', Password: PASSWORD };

let folder: string;
let cleanUps: (() => void)[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ironbridge-simulator-'));
  cleanUps = [];
});

afterEach(async () => {
  for (const cleanUp of cleanUps) cleanUp();
  await closeAll();
  await rm(folder, { recursive: true });
});

/** Stands for a real VNC server: greets, and sends back what it gets. */
async function startEchoServer(): Promise<{ server: Server; port: number; sockets: Set<Socket> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    socket.write('hello');
    socket.pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanUps.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return { server, port: (server.address() as AddressInfo).port, sockets };
}

async function startQmp(answer?: Parameters<typeof FakeQmpServer.start>[1]): Promise<FakeQmpServer> {
  const qmp = await FakeQmpServer.start(join(folder, 'qmp'), answer);
  cleanUps.push(() => {
    qmp.close();
  });
  return qmp;
}

async function dial(port: number): Promise<Viewer> {
  const viewer = await Viewer.dial(port);
  cleanUps.push(() => {
    viewer.close();
  });
  return viewer;
}

describe('a real VNC server behind the simulated iDRAC', () => {
  describe('relay', () => {
    it('passes bytes both ways, counts viewers, and ends with either side', async () => {
      const real = await startEchoServer();
      const simulator = await start({ vnc: { kind: 'external', port: real.port } });
      await patchVnc(simulator, ENABLED);
      const viewer = await dial(simulator.vncPort);
      expect((await viewer.read(5)).toString()).toBe('hello');
      viewer.socket.write('echo');
      expect((await viewer.read(4)).toString()).toBe('echo');
      expect(simulator.activeVncSessions).toBe(1);

      viewer.close();
      await eventually(() => simulator.activeVncSessions === 0 && real.sockets.size === 0);

      const second = await dial(simulator.vncPort);
      await second.read(5);
      for (const socket of real.sockets) socket.end();
      await second.closedByServer();
    });

    it('ends the viewer when the real server is away', async () => {
      const real = await startEchoServer();
      real.server.close();
      const simulator = await start({ vnc: { kind: 'external', port: real.port } });
      await patchVnc(simulator, ENABLED);
      await (await dial(simulator.vncPort)).closedByServer();
    });

    it('loses no byte of much data', async () => {
      const real = await startEchoServer();
      const simulator = await start({ vnc: { kind: 'external', port: real.port } });
      await patchVnc(simulator, ENABLED);
      const viewer = await dial(simulator.vncPort);
      await viewer.read(5);
      const data = Buffer.alloc(4 * 1024 * 1024, 'ironbridge');
      viewer.socket.write(data);
      expect((await viewer.read(data.length)).equals(data)).toBe(true);
    });
  });

  describe('command', () => {
    const createOptions = (exitCode: number) => ({
      kind: 'external' as const,
      port: 1,
      apply: [process.execPath, HOOK, String(exitCode), join(folder, 'out')] as const,
    });
    const readOutput = async () =>
      (await readFile(join(folder, 'out'), 'utf8'))
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown);

    it('hears of every change, on its standard input', async () => {
      const simulator = await start({ vnc: createOptions(0) });
      const port = simulator.vncPort;
      expect((await patchVnc(simulator, ENABLED)).status).toBe(200);
      await patchVnc(simulator, { Password: 'Zy9!wvut' });
      await patchVnc(simulator, { Timeout: 600 });
      await patchVnc(simulator, { Enable: 'Disabled' });
      expect(await readOutput()).toEqual([
        { enabled: true, port, password: PASSWORD },
        { enabled: true, port, password: 'Zy9!wvut' },
        { enabled: false, port, password: 'Zy9!wvut' },
      ]);
    });

    it('makes the PATCH fail, and nothing listen, when it fails', async () => {
      const simulator = await start({ vnc: createOptions(3) });
      const { status, body } = await patchVnc(simulator, ENABLED);
      expect(status).toBe(500);
      expect(JSON.stringify(body)).toContain('InternalError');
      expect(JSON.stringify(body)).not.toContain(PASSWORD);
      expect(simulator.attributes['VNCServer.1.Enable']).toBe('Disabled');
      await expect(Viewer.dial(simulator.vncPort)).rejects.toThrow('ECONNREFUSED');
    });

    it('makes the PATCH fail when there is no such program', async () => {
      const simulator = await start({
        vnc: { kind: 'external', port: 1, apply: [join(folder, 'nothing')] },
      });
      expect((await patchVnc(simulator, ENABLED)).status).toBe(500);
    });

    it('is told again when a state file says that VNC is enabled', async () => {
      const stateFile = join(folder, 'state.json');
      const first = await start({ vnc: createOptions(0), stateFile });
      await patchVnc(first, ENABLED);
      await first.close();
      const second = await start({ vnc: createOptions(0), stateFile });
      const told = { enabled: true, port: second.vncPort, password: PASSWORD };
      expect(await readOutput()).toEqual([told, told]);
    });
  });

  describe('QEMU', () => {
    const createOptions = (vncPort: number) => ({
      kind: 'qemu' as const,
      qmpSocket: join(folder, 'qmp'),
      vncPort,
    });

    it('gets the password through QMP', async () => {
      const qmp = await startQmp();
      const real = await startEchoServer();
      const simulator = await start({ vnc: createOptions(real.port) });
      expect((await patchVnc(simulator, ENABLED)).status).toBe(200);
      expect(qmp.commands).toEqual([
        { execute: 'qmp_capabilities' },
        { execute: 'set_password', arguments: { protocol: 'vnc', password: PASSWORD } },
      ]);
      expect((await (await dial(simulator.vncPort)).read(5)).toString()).toBe('hello');
    });

    it.each(['error', 'nonsense'] as const)(
      'makes the PATCH fail when it answers with %s',
      async (answer) => {
        await startQmp(answer);
        const simulator = await start({ vnc: createOptions(1) });
        expect((await patchVnc(simulator, ENABLED)).status).toBe(500);
        expect(simulator.attributes['VNCServer.1.Enable']).toBe('Disabled');
      },
    );

    it('makes the PATCH fail when it is not running', async () => {
      const simulator = await start({ vnc: createOptions(1) });
      expect((await patchVnc(simulator, ENABLED)).status).toBe(500);
    });

    it('does not hold up closing when it is silent', async () => {
      const qmp = await startQmp('silence');
      const simulator = await start({ vnc: createOptions(1) });
      const answer = patchVnc(simulator, ENABLED).catch(() => 'broken');
      await eventually(() => qmp.commands.length === 2);
      await simulator.close();
      expect(await answer).toBe('broken');
    });
  });
});
