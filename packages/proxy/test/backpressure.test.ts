import type { Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { eventually } from './support/eventually.js';
import { SERVER_INIT } from './support/fake-bmc.js';
import { ProxyFixture } from './support/proxy-fixture.js';

const MIB = 1024 * 1024;
/** Far more than the buffers of four sockets on loopback and the proxy's own bound together. */
const PICTURE_BYTES = 256 * MIB;
const MOST_ACCEPTED_BYTES = 64 * MIB;

/** What the picture has at this offset: each MiB its own value. */
function byteAt(offset: number): number {
  return Math.floor(offset / MIB) % 251;
}

/** Writes as fast as the socket takes it; tells how much it took. */
async function flood(socket: Socket): Promise<() => number> {
  let written = 0;
  const pump = (): void => {
    while (written < PICTURE_BYTES && !socket.destroyed) {
      const chunk = Buffer.alloc(MIB, byteAt(written));
      written += chunk.length;
      if (!socket.write(chunk)) {
        socket.once('drain', pump);
        return;
      }
    }
  };
  pump();
  await setImmediate();
  return () => written - socket.writableLength;
}

describe('backpressure', () => {
  let fixture: ProxyFixture;

  afterEach(async () => {
    await fixture.close();
  });

  it('stops the BMC while the viewer reads nothing, and loses and spoils nothing once it does (CVE-2017-15124)', async () => {
    fixture = await ProxyFixture.open();
    const viewer = await fixture.watch();
    await viewer.take(SERVER_INIT.length);
    viewer.socket.pause();
    const [socket] = fixture.bmc.sockets;
    if (socket === undefined) throw new Error('The BMC has no viewer');
    const accepted = await flood(socket);
    let last = -1;
    let quietSinceMs = performance.now();
    await eventually(
      'the flow to stop',
      () => {
        if (accepted() !== last) quietSinceMs = performance.now();
        last = accepted();
        return performance.now() - quietSinceMs > 300;
      },
      10_000,
    );
    expect(accepted()).toBeLessThan(MOST_ACCEPTED_BYTES);
    let arrived = 0;
    viewer.socket.removeAllListeners('message');
    let wrong = 0;
    viewer.socket.on('message', (data: Buffer) => {
      for (let i = 0; i < data.length; i += 512) {
        if (data[i] !== byteAt(arrived + i)) wrong++;
      }
      arrived += data.length;
    });
    viewer.socket.resume();
    await eventually('all of the picture', () => arrived === PICTURE_BYTES, 20_000);
    expect(wrong).toBe(0);
  }, 40_000);

  it('stops the viewer while the BMC reads nothing', async () => {
    fixture = await ProxyFixture.open();
    const viewer = await fixture.watch();
    await viewer.take(SERVER_INIT.length);
    for (const socket of fixture.bmc.sockets) socket.pause();
    const events = Buffer.alloc(8 * 8192, Buffer.from('0401000000000041', 'hex'));
    for (let i = 0; i < 1024; i++) viewer.send(events);
    let last = -1;
    let quietSinceMs = performance.now();
    await eventually(
      'the flow to stop',
      () => {
        if (viewer.socket.bufferedAmount !== last) quietSinceMs = performance.now();
        last = viewer.socket.bufferedAmount;
        return performance.now() - quietSinceMs > 300;
      },
      10_000,
    );
    expect(viewer.socket.bufferedAmount).toBeGreaterThan(16 * MIB);
    expect(fixture.log.events('session-closed')).toEqual([]);
    await viewer.vanish();
  }, 20_000);

  it('is the fault of the BMC where that reads nothing for long', async () => {
    fixture = await ProxyFixture.open({ proxy: { limits: { pingIntervalMs: 500 } } });
    const viewer = await fixture.watch();
    await viewer.take(SERVER_INIT.length);
    for (const socket of fixture.bmc.sockets) socket.pause();
    const events = Buffer.alloc(8 * 8192, Buffer.from('0401000000000041', 'hex'));
    for (let i = 0; i < 1024; i++) viewer.send(events);
    await eventually('the audit', () => fixture.log.events('session-closed').length === 1, 10_000);
    expect(fixture.log.events('session-closed')).toMatchObject([{ reason: 'console-timeout' }]);
  }, 20_000);
});
