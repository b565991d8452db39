import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Secret } from '@ironbridge/common';
import { createSelfSignedCertificate } from '@ironbridge/simulator';

import { patchVnc } from './redfish-client.js';
import { closeAll, start } from './running-simulators.js';
import { Viewer } from './viewer.js';

const PASSWORD = 'aB3$efgh';
const ENABLED = { Enable: 'Enabled', Password: PASSWORD };

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ironbridge-simulator-'));
});

afterEach(async () => {
  await closeAll();
  await rm(folder, { recursive: true });
});

it('closes at once, also where somebody has not begun or not ended a TLS handshake', async () => {
  const { port, close } = await start({ tls: await createSelfSignedCertificate() });
  const waiting = connect(port, '127.0.0.1');
  const ended = once(waiting, 'close');
  await once(waiting, 'connect');
  await close();
  await ended;
});

describe('stateFile', () => {
  it('brings back port, password and listener after a restart', async () => {
    const stateFile = join(folder, 'state.json');
    const first = await start({ stateFile });
    await patchVnc(first, ENABLED);
    const port = first.vncPort;
    await first.close();

    const second = await start({ stateFile, vncPort: 1024 });
    expect(second.vncPort).toBe(port);
    expect(second.attributes['VNCServer.1.Enable']).toBe('Enabled');
    const { viewer } = await Viewer.logIn(port, new Secret(PASSWORD));
    viewer.close();
  });

  it('keeps the port that was chosen at the first start', async () => {
    const stateFile = join(folder, 'state.json');
    const first = await start({ stateFile });
    await first.close();
    expect((await start({ stateFile })).vncPort).toBe(first.vncPort);
  });

  it.each(['{', '[]', '{"iDRAC.Embedded.1": 3}', '{"iDRAC.Embedded.1": {"VNCServer.1.Port": "x"}}'])(
    'is refused when it holds %s',
    async (text) => {
      const stateFile = join(folder, 'state.json');
      await writeFile(stateFile, text);
      await expect(start({ stateFile })).rejects.toMatchObject({ code: 'ERR_SIMULATOR_OPTIONS' });
    },
  );

  it('can be read by its owner only', async () => {
    const stateFile = join(folder, 'state.json');
    await start({ stateFile });
    expect((await stat(stateFile)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['state.json']);
  });
});

describe('startIdracSimulator', () => {
  it('throws when the Redfish port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    await expect(start({ port })).rejects.toMatchObject({ code: 'ERR_SIMULATOR_PORT', port });
    other.close();
  });

  it('throws when the VNC port is out of bounds', async () => {
    await expect(start({ vncPort: 80 })).rejects.toMatchObject({ code: 'ERR_SIMULATOR_OPTIONS' });
  });
});
