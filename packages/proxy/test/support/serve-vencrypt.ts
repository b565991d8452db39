import type { Socket } from 'node:net';
import { serveTls } from './tls-fixture.js';
import type { TLSSocketOptions } from 'node:tls';
import { SERVER_INIT } from './fake-bmc.js';

export interface VeNCryptServer extends TLSSocketOptions {
  readonly subtype: number;
  /** Sent in one piece with the acknowledgement of the subtype, where TLS should begin. */
  readonly injected?: Buffer;
  /** What is asked of the client, or said to it, inside TLS before the result: bytes to send, and how many come back. */
  readonly inside?: { readonly sends: Buffer; readonly awaits: number };
}

/** Reads exactly so many bytes of a paused stream. */
async function take(socket: Socket, length: number): Promise<Buffer> {
  for (;;) {
    const bytes = socket.read(length) as Buffer | null;
    if (bytes !== null) return bytes;
    await new Promise((resolve, reject) => {
      socket.once('readable', resolve);
      socket.once('close', () => {
        reject(new Error('closed'));
      });
    });
  }
}

/** A VNC server with VeNCrypt, as a script. It resolves with what the client said inside, or undefined where it left. */
export async function serveVeNCrypt(
  socket: Socket,
  { subtype, injected, inside, ...tls }: VeNCryptServer,
): Promise<Buffer | undefined> {
  try {
    socket.write('RFB 003.008\n');
    await take(socket, 12);
    socket.write(Buffer.of(1, 19));
    await take(socket, 1);
    socket.write(Buffer.of(0, 2));
    await take(socket, 2);
    socket.write(Buffer.of(0, 1, 0, 0, subtype >> 8, subtype & 0xff));
    await take(socket, 4);
    socket.write(Buffer.concat([Buffer.of(1), injected ?? Buffer.alloc(0)]));
    const encrypted = serveTls(socket, tls);
    if (inside !== undefined) encrypted.write(inside.sends);
    const answer = inside === undefined ? Buffer.alloc(0) : await take(encrypted, inside.awaits);
    encrypted.write(Buffer.alloc(4));
    await take(encrypted, 1);
    encrypted.write(SERVER_INIT);
    encrypted.resume();
    return answer;
  } catch {
    return undefined;
  }
}
