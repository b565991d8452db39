import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

import { Secret } from '@ironbridge/common';
import { encodeFramebufferUpdateRequest, encodeSetPixelFormat, RGB555, RGB888 } from '@ironbridge/rfb';
import type { IdracSimulator } from '@ironbridge/simulator';

import { eventually } from './eventually.js';
import { patchVnc } from './redfish-client.js';
import { closeAll, start } from './running-simulators.js';
import { Viewer, type FrameRectangle } from './viewer.js';

const PASSWORD = new Secret('aB3$efgh');
const EVERYTHING = { x: 0, y: 0, width: 640, height: 400 };

const viewers: Viewer[] = [];

afterEach(async () => {
  for (const viewer of viewers.splice(0)) viewer.close();
  await closeAll();
});

async function enable(simulator: IdracSimulator, password = PASSWORD): Promise<void> {
  const { status } = await patchVnc(simulator, { Enable: 'Enabled', Password: password.reveal() });
  expect(status).toBe(200);
}

async function logIn(simulator: IdracSimulator, password = PASSWORD) {
  const { viewer, init } = await Viewer.logIn(simulator.vncPort, password);
  viewers.push(viewer);
  return { viewer, init };
}

async function dial(simulator: IdracSimulator): Promise<Viewer> {
  const viewer = await Viewer.dial(simulator.vncPort);
  viewers.push(viewer);
  return viewer;
}

function isRefused(simulator: IdracSimulator): Promise<void> {
  return expect(Viewer.dial(simulator.vncPort)).rejects.toThrow('ECONNREFUSED');
}

function areaOf(rectangles: readonly FrameRectangle[]): number {
  return rectangles.reduce((sum, { width, height }) => sum + width * height, 0);
}

function keyEvent(keysym: number, isDown: boolean): Buffer {
  const bytes = Buffer.of(4, isDown ? 1 : 0, 0, 0, 0, 0, 0, 0);
  bytes.writeUInt32BE(keysym, 4);
  return bytes;
}

describe('VNC server of the simulated iDRAC', () => {
  describe('Enable', () => {
    it('listens when enabled, and ends listener and sessions when disabled', async () => {
      const simulator = await start();
      await isRefused(simulator);
      await enable(simulator);
      const { viewer } = await logIn(simulator);
      expect(simulator.activeVncSessions).toBe(1);
      await patchVnc(simulator, { Enable: 'Disabled' });
      await viewer.closedByServer();
      expect(simulator.activeVncSessions).toBe(0);
      await isRefused(simulator);
    });
  });

  describe('Port', () => {
    it('moves at once, with the sessions ended', async () => {
      const simulator = await start();
      await enable(simulator);
      const { viewer } = await logIn(simulator);
      const other = createServer().listen(0, '127.0.0.1');
      await once(other, 'listening');
      const { port } = other.address() as AddressInfo;
      other.close();
      await once(other, 'close');
      expect((await patchVnc(simulator, { Port: port })).status).toBe(200);
      expect(simulator.vncPort).toBe(port);
      await viewer.closedByServer();
      await logIn(simulator);
    });

    it('stays, and says so, when the new one is taken', async () => {
      const simulator = await start();
      await enable(simulator);
      const other = createServer().listen(0, '127.0.0.1');
      await once(other, 'listening');
      const before = simulator.vncPort;
      const { status, body } = await patchVnc(simulator, { Port: (other.address() as AddressInfo).port });
      other.close();
      expect(status).toBe(400);
      expect(JSON.stringify(body)).toContain('PropertyValueResourceConflict');
      expect(simulator.vncPort).toBe(before);
      await logIn(simulator);
    });
  });

  describe('Password', () => {
    it('refuses a wrong one and counts it', async () => {
      const simulator = await start();
      await enable(simulator);
      await expect(Viewer.logIn(simulator.vncPort, new Secret('wrong'))).rejects.toMatchObject({
        code: 'ERR_RFB_AUTHENTICATION',
      });
      expect(simulator.failedVncLogins).toBe(1);
      await eventually(() => simulator.activeVncSessions === 0);
    });

    it('refuses every login when none is set', async () => {
      const simulator = await start();
      await patchVnc(simulator, { Enable: 'Enabled' });
      await expect(Viewer.logIn(simulator.vncPort, new Secret(''))).rejects.toMatchObject({
        code: 'ERR_RFB_AUTHENTICATION',
      });
    });

    it('asks new sessions for a new one and keeps the old sessions', async () => {
      const simulator = await start();
      await enable(simulator);
      const { viewer } = await logIn(simulator);
      await patchVnc(simulator, { Password: 'Zy9!wvut' });
      await expect(Viewer.logIn(simulator.vncPort, PASSWORD)).rejects.toMatchObject({
        code: 'ERR_RFB_AUTHENTICATION',
      });
      await eventually(() => simulator.activeVncSessions === 1);
      await logIn(simulator, new Secret('Zy9!wvut'));
      expect(await viewer.requestFrame(true, EVERYTHING)).not.toEqual([]);
    });
  });

  describe('sessions', () => {
    it('closes connections beyond MaxSessions, and counts the others', async () => {
      const simulator = await start();
      await enable(simulator);
      const { viewer: first } = await logIn(simulator);
      await logIn(simulator);
      const third = await dial(simulator);
      await third.closedByServer();
      expect(third.socket.bytesRead).toBe(0);
      expect(simulator.attributes['VNCServer.1.ActiveSessions']).toBe(2);
      first.close();
      await eventually(() => simulator.attributes['VNCServer.1.ActiveSessions'] === 1);
      await logIn(simulator);
    });

    it('has none left when others took all', async () => {
      const simulator = await start({ faults: { slotsTaken: true } });
      await enable(simulator);
      expect(simulator.attributes['VNCServer.1.ActiveSessions']).toBe(2);
      await (await dial(simulator)).closedByServer();
      simulator.faults.slotsTaken = false;
      await logIn(simulator);
    });

    it('end when the simulator closes', async () => {
      const simulator = await start();
      await enable(simulator);
      const { viewer } = await logIn(simulator);
      await simulator.close();
      await viewer.closedByServer();
      await isRefused(simulator);
    });

    it('end when the viewer breaks the protocol', async () => {
      const simulator = await start();
      await enable(simulator);
      const { viewer } = await logIn(simulator);
      viewer.socket.write(Buffer.of(0x77));
      await viewer.closedByServer();
    });
  });

  describe('picture', () => {
    it('is whole at first and then only what changed', async () => {
      const simulator = await start();
      await enable(simulator);
      const { viewer, init } = await logIn(simulator);
      expect(init).toEqual({ width: 640, height: 400, name: 'OpenVNC', pixelFormat: RGB888 });
      expect(areaOf(await viewer.requestFrame(false, EVERYTHING))).toBe(640 * 400);
      const change = await viewer.requestFrame(true, EVERYTHING);
      expect(areaOf(change)).toBeGreaterThan(0);
      expect(areaOf(change)).toBeLessThan((640 * 400) / 10);
    });

    it('has the size, the name and the pixels that were asked for', async () => {
      const simulator = await start({
        vnc: { kind: 'built-in', name: 'rack 7', picture: { width: 330, height: 250, label: 'x' } },
      });
      await enable(simulator);
      const { viewer, init } = await logIn(simulator);
      expect(init).toMatchObject({ width: 330, height: 250, name: 'rack 7' });
      viewer.socket.write(encodeSetPixelFormat(RGB555));
      const region = { x: 300, y: 200, width: 100, height: 100 };
      expect(areaOf(await viewer.requestFrame(false, region, 2))).toBe(30 * 50);
    });

    it('ends the session when a colour map is asked for', async () => {
      const simulator = await start();
      await enable(simulator);
      const { viewer } = await logIn(simulator);
      viewer.socket.write(encodeSetPixelFormat({ ...RGB888, bitsPerPixel: 8, isTrueColour: false }));
      await viewer.closedByServer();
    });

    it('comes no faster than fifteen times a second', async () => {
      const simulator = await start();
      await enable(simulator);
      const { viewer } = await logIn(simulator);
      await viewer.requestFrame(false, EVERYTHING);
      const startMs = performance.now();
      for (let frame = 0; frame < 6; frame += 1) await viewer.requestFrame(true, EVERYTHING);
      expect(performance.now() - startMs).toBeGreaterThan(5 * (1000 / 15) * 0.8);
    });

    it('skips frames for a viewer that does not read', async () => {
      const simulator = await start();
      await enable(simulator);
      const { viewer: slow } = await logIn(simulator);
      const { viewer: pace } = await logIn(simulator);
      const wanted = 40;
      for (let frame = 0; frame < wanted; frame += 1) {
        slow.socket.write(encodeFramebufferUpdateRequest({ isIncremental: false, ...EVERYTHING }));
        await pace.requestFrame(true, EVERYTHING);
      }
      slow.socket.resume();
      // What the kernel held back comes at once; what the server had queued would come with it.
      for (let frame = 0; frame < 8; frame += 1) await pace.requestFrame(true, EVERYTHING);
      const frameBytes = 640 * 400 * 4;
      expect(slow.socket.bytesRead).toBeGreaterThan(frameBytes);
      expect(slow.socket.bytesRead).toBeLessThan((wanted * frameBytes) / 2);
    });
  });

  describe('input', () => {
    it('shows typed characters and the pointer, and remembers both', async () => {
      const simulator = await start();
      await enable(simulator);
      const { viewer } = await logIn(simulator);
      const textArea = { x: 0, y: 44, width: 32, height: 20 };
      const [before] = await viewer.requestFrame(false, textArea);
      viewer.socket.write(Buffer.concat([keyEvent(0x48, true), keyEvent(0x48, false)]));
      await eventually(() => simulator.keysSeen.length === 1);
      const [after] = await viewer.requestFrame(false, textArea);
      expect(after?.pixels.equals(before?.pixels ?? Buffer.alloc(0))).toBe(false);
      expect(simulator.keysSeen).toEqual([0x48]);

      viewer.socket.write(Buffer.of(5, 1, 0, 100, 0, 200));
      await eventually(() => simulator.pointerSeen.length === 1);
      expect(simulator.pointerSeen).toEqual([{ x: 100, y: 200, buttons: 1 }]);
      const [dot] = await viewer.requestFrame(false, { x: 100, y: 200, width: 1, height: 1 });
      expect(dot?.pixels.readUInt32LE()).toBe(0xff_40_40);
    });
  });

  describe('older clients', () => {
    it.each(['RFB 003.003\n', 'RFB 003.007\n'])('are greeted in their version: %p', async (version) => {
      const simulator = await start();
      await enable(simulator);
      const viewer = await dial(simulator);
      expect((await viewer.read(12)).toString()).toBe('RFB 003.008\n');
      viewer.socket.write(version);
      const offer = version.includes('003.003') ? await viewer.read(4) : await viewer.read(2);
      expect([...offer]).toEqual(version.includes('003.003') ? [0, 0, 0, 2] : [1, 2]);
    });
  });
});
