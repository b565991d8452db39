import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const {
  HandshakeRunner,
  clientHandshake,
  readServerInit,
  encodeClientInit,
  encodeFramebufferUpdateRequest,
} = require('@ironbridge/rfb');
const { WebSocket } = require('ws');

/** A viewer that has passed the RFB handshake and counts what it gets. */
export async function openViewer(url) {
  const socket = new WebSocket(url, ['binary'], { perMessageDeflate: false });
  let received = 0;
  let wanted = Infinity;
  let arrived = () => undefined;
  let onBytes;
  socket.on('message', (data) => onBytes(data));
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));

  const shake = (handshake, first = Buffer.alloc(0)) =>
    new Promise((resolve, reject) => {
      const runner = new HandshakeRunner(handshake);
      const step = (writes) => {
        for (const bytes of writes) socket.send(bytes);
        if (runner.result !== undefined) resolve(Buffer.from(runner.rest));
      };
      onBytes = (chunk) => {
        try {
          step(runner.push(chunk));
        } catch (error) {
          reject(error);
        }
      };
      socket.once('close', (code, reason) => reject(new Error(`closed: ${code} ${reason}`)));
      step(runner.start());
      if (first.length > 0) onBytes(first);
    });
  await shake(clientHandshake({ security: { kind: 'none' } }));
  const init = shake(readServerInit());
  socket.send(encodeClientInit(true));
  await init;

  onBytes = (data) => {
    received += data.length;
    if (received >= wanted) arrived();
  };
  const ask = (x, bytes) =>
    new Promise((resolve) => {
      received = 0;
      wanted = bytes;
      arrived = resolve;
      socket.send(encodeFramebufferUpdateRequest({ isIncremental: true, x, y: 0, width: 64, height: 64 }));
    });
  return {
    /** Asks once and waits for the whole answer. */
    roundTrip: (bytes) => ask(0, bytes),
    /** Has the source stream, and waits for the end. */
    stream: (bytes) => ask(1, bytes),
    close: () => socket.terminate(),
  };
}
