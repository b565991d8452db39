import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

import { Secret } from '@ironbridge/common';
import type { IdracSimulator } from '@ironbridge/simulator';

import { eventually } from './eventually.js';
import { patchVnc } from './redfish-client.js';
import { closeAll, start } from './running-simulators.js';
import { Viewer } from './viewer.js';

const PASSWORD = new Secret('aB3$efgh');
const EVERYTHING = { x: 0, y: 0, width: 640, height: 400 };

const viewers: Viewer[] = [];

afterEach(async () => {
  for (const viewer of viewers.splice(0)) viewer.close();
  await closeAll();
});

async function enable(simulator: IdracSimulator): Promise<void> {
  const answer = await patchVnc(simulator, {
    Enable: 'Enabled',
    Password: PASSWORD.reveal(),
    SSLEncryptionBitLength: 'Auto Negotiate',
  });
  expect(answer.status).toBe(200);
}

it('speaks TLS from the first byte, with a certificate of its own', async () => {
  const simulator = await start();
  await enable(simulator);
  const { viewer } = await Viewer.logIn(simulator.vncPort, PASSWORD, { tls: simulator.vncCertificate });
  viewers.push(viewer);
  const [rectangle] = await viewer.requestFrame(false, EVERYTHING);
  expect(rectangle?.width).toBe(640);
  expect(simulator.activeVncSessions).toBe(1);
  viewer.close();
  await eventually(() => simulator.activeVncSessions === 0);
});

it('is silent towards a viewer that expects plain RFB', async () => {
  const simulator = await start();
  await enable(simulator);
  const viewer = await Viewer.dial(simulator.vncPort);
  viewers.push(viewer);
  viewer.socket.write('RFB 003.008\n');
  await viewer.closedByServer();
  expect(viewer.socket.bytesRead).toBe(0);
});

it('ends sessions where encryption is turned on or off, and stays at its port', async () => {
  const simulator = await start();
  await enable(simulator);
  const encrypted = await Viewer.logIn(simulator.vncPort, PASSWORD, { tls: simulator.vncCertificate });
  await patchVnc(simulator, { SSLEncryptionBitLength: 'Disabled' });
  await encrypted.viewer.closedByServer();
  const { viewer } = await Viewer.logIn(simulator.vncPort, PASSWORD);
  viewers.push(viewer);
});

it('puts TLS before a real server too', async () => {
  const real = createServer((socket) => {
    socket.end('RFB 003.008\n');
  }).listen(0, '127.0.0.1');
  await once(real, 'listening');
  const simulator = await start({ vnc: { kind: 'external', port: (real.address() as AddressInfo).port } });
  await enable(simulator);
  await expect(Viewer.logIn(simulator.vncPort, PASSWORD, { tls: simulator.vncCertificate })).rejects.toThrow(
    'closed',
  );
  real.close();
});

it('speaks VeNCrypt after a silence, as the other reading of an iDRAC8 has it', async () => {
  const simulator = await start({ vncSsl: { mode: 'vencrypt', silenceMs: 50 } });
  await enable(simulator);
  const vencrypt = simulator.vncCertificate;
  const { viewer, init } = await Viewer.logIn(simulator.vncPort, PASSWORD, { vencrypt });
  viewers.push(viewer);
  expect(init.name).toBe('OpenVNC');
  expect(await viewer.requestFrame(false, EVERYTHING)).not.toHaveLength(0);
  await expect(Viewer.logIn(simulator.vncPort, new Secret('wrong'), { vencrypt })).rejects.toThrow(
    'password',
  );
  expect(simulator.failedVncLogins).toBe(1);
});

it.each([
  ['VeNCrypt before a real server, which would have to speak it', 'external', 'vencrypt'],
  ['SSL of a real server where there is none', 'built-in', 'external'],
] as const)('refuses %s', async (_what, kind, mode) => {
  await expect(start({ vnc: { kind, port: 1 }, vncSsl: { mode } })).rejects.toMatchObject({
    code: 'ERR_SIMULATOR_OPTIONS',
  });
});
