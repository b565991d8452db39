import { createRequire } from 'node:module';
import { createServer } from 'node:net';

const { HandshakeRunner, serverHandshake, encodeServerInit, RGB888 } = createRequire(import.meta.url)(
  '@ironbridge/rfb',
);

const REQUEST_BYTES = 10;
const CHUNK = Buffer.alloc(256 * 1024, 0x5a);

/**
 * A VNC server without a picture: it answers each message of 10 bytes with `answerBytes`, or, where the message is the first
 * with a non-zero x position, with a stream of `streamBytes`.
 */
export async function startRfbSource({ answerBytes, streamBytes }) {
  const answer = Buffer.alloc(answerBytes, 0x41);
  const server = createServer((socket) => {
    socket.setNoDelay(true).on('error', () => undefined);
    const runner = new HandshakeRunner(serverHandshake({ security: { kind: 'none' } }));
    for (const bytes of runner.start()) socket.write(bytes);
    let isServing = false;
    let pending = Buffer.alloc(0);
    const serve = (chunk) => {
      pending = Buffer.concat([pending, chunk]);
      while (pending.length >= REQUEST_BYTES) {
        const isStream = pending.readUInt16BE(2) !== 0;
        pending = pending.subarray(REQUEST_BYTES);
        if (isStream) stream(socket, streamBytes);
        else socket.write(answer);
      }
    };
    socket.on('data', (chunk) => {
      if (isServing) return serve(chunk);
      if (runner.result === undefined) {
        for (const bytes of runner.push(chunk)) socket.write(bytes);
        if (runner.result === undefined) return undefined;
        chunk = Buffer.from(runner.rest);
      }
      // ClientInit, then messages.
      if (chunk.length === 0) return undefined;
      isServing = true;
      socket.write(encodeServerInit({ width: 64, height: 64, pixelFormat: RGB888, name: 'bench' }));
      return serve(chunk.subarray(1));
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: server.address().port, close: () => server.close() };
}

function stream(socket, bytes) {
  let left = bytes;
  const write = () => {
    while (left > 0) {
      const chunk = left < CHUNK.length ? CHUNK.subarray(0, left) : CHUNK;
      left -= chunk.length;
      if (!socket.write(chunk)) {
        socket.once('drain', write);
        return;
      }
    }
  };
  write();
}
