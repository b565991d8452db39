import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

import { silentLogger, systemClock } from '@ironbridge/common';

import { eventually } from './eventually.js';
import { createFaults } from '../src/faults.js';
import { findFreePort } from '../src/free-port.js';
import { VncService } from '../src/vnc/vnc-service.js';

const HOST = '127.0.0.1';
const IDLE_TIMEOUT_MS = 60_000;

let nowMs: number;
let service: VncService;
let quiet: Socket;
let busy: Socket;

beforeEach(async () => {
  nowMs = 0;
  const port = await findFreePort(HOST);
  service = new VncService({
    host: HOST,
    faults: createFaults(),
    log: silentLogger,
    clock: { ...systemClock, monotonicMs: () => nowMs },
    backend: { apply: () => Promise.resolve(), serve: (viewer) => viewer.resume(), close: () => undefined },
  });
  await service.apply({
    isEnabled: true,
    isEncrypted: false,
    port,
    password: undefined,
    idleTimeoutMs: IDLE_TIMEOUT_MS,
  });
  [quiet, busy] = [connect(port, HOST), connect(port, HOST)];
  await eventually(() => service.activeSessions === 2);
});

afterEach(async () => {
  quiet.destroy();
  busy.destroy();
  await service.close();
});

describe('VncService', () => {
  it('closes a viewer that was quiet for the whole timeout, and no other', async () => {
    nowMs = IDLE_TIMEOUT_MS;
    busy.write('x');
    await once(quiet.resume(), 'close', { signal: AbortSignal.timeout(5000) });
    await eventually(() => service.activeSessions === 1);
    expect(busy.destroyed).toBe(false);
  });
});
