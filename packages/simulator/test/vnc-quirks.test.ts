import { Secret } from '@ironbridge/common';
import {
  encodeFramebufferUpdateRequest,
  encodeKeyEvent,
  encodeSetEncodings,
  encodeSetPixelFormat,
  RGB555,
  RGB888,
} from '@ironbridge/rfb';
import type { IdracSimulatorOptions } from '@ironbridge/simulator';

import { eventually } from './eventually.js';
import { closeAll, start } from './running-simulators.js';
import { Viewer } from './viewer.js';
import { invoke } from './wsman-client.js';

const PASSWORD = new Secret('aB3$efgh');
const EVERYTHING = { x: 0, y: 0, width: 640, height: 400 };
const TIGHT = 7;
const KEYSYM = 0x61;

const viewers: Viewer[] = [];

afterEach(async () => {
  for (const viewer of viewers.splice(0)) viewer.close();
  await closeAll();
});

/** Logs in to the VNC server of an iDRAC8 that was configured over WS-Man, the only way it has. */
async function logIn(options: Partial<IdracSimulatorOptions> = {}) {
  const idrac = await start({ generation: 8, wsman: { setAttributes: 'current' }, ...options });
  const output = await invoke(idrac.url, 'SetAttributes', [
    ['Target', 'iDRAC.Embedded.1'],
    ['AttributeValue', 'Enabled'],
    ['AttributeValue', PASSWORD.reveal()],
    ['AttributeName', 'VNCServer.1#Enable'],
    ['AttributeName', 'VNCServer.1#Password'],
  ]);
  expect(output['ReturnValue']).toBe('0');
  const { viewer, init } = await Viewer.logIn(idrac.vncPort, PASSWORD);
  viewers.push(viewer);
  return { idrac, viewer, init };
}

it('has 16-bit pixels of five bits a colour', async () => {
  const { viewer, init } = await logIn();
  expect(init.pixelFormat).toEqual(RGB555);
  // Its bytes are read as such: two for a pixel, or the next answer would begin in the middle of this one.
  await viewer.requestFrame(false, EVERYTHING, 2);
  expect(await viewer.requestFrame(true, EVERYTHING, 2)).not.toHaveLength(0);
});

it('drops a viewer that asks for 32 bits', async () => {
  const { viewer } = await logIn();
  viewer.socket.write(encodeSetPixelFormat(RGB888));
  await viewer.closedByServer();
});

it('sends no picture while it was offered an encoding that it does not know', async () => {
  const { idrac, viewer } = await logIn();
  const { viewer: other } = await Viewer.logIn(idrac.vncPort, PASSWORD);
  viewers.push(other);
  const before = viewer.socket.bytesRead;
  viewer.socket.write(encodeSetEncodings([TIGHT, 0]));
  viewer.socket.write(encodeFramebufferUpdateRequest({ isIncremental: false, ...EVERYTHING }));
  viewer.socket.write(encodeKeyEvent(KEYSYM, true));
  await eventually(() => idrac.keysSeen.includes(KEYSYM));
  // Frames go to all viewers in turn, so two that the other one got are two that this one did not.
  for (let frames = 0; frames < 2; frames += 1) await other.requestFrame(false, EVERYTHING, 2);
  expect(viewer.socket.bytesRead).toBe(before);
  viewer.socket.write(encodeSetEncodings([0, -223]));
  expect(await viewer.requestFrame(false, EVERYTHING, 2)).not.toHaveLength(0);
});

it('takes its time for each message of the handshake', async () => {
  const since = performance.now();
  await logIn({ vnc: { kind: 'built-in', quirks: { handshakeDelayMs: 40 } } });
  expect(performance.now() - since).toBeGreaterThan(5 * 40);
});
