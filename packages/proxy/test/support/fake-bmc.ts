import { Secret } from '@ironbridge/common';
import {
  HandshakeRunner,
  RGB555,
  encodeServerInit,
  serverHandshake,
  type RfbSecurity,
  type RfbVersion,
  type ServerHandshakeResult,
} from '@ironbridge/rfb';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { once } from 'node:events';

export const BMC_PASSWORD = 'sEcr3t-8';
export const SERVER_INIT = encodeServerInit({
  width: 1024,
  height: 768,
  pixelFormat: RGB555,
  name: 'OpenVNC',
});

export interface FakeBmcOptions {
  readonly security?: RfbSecurity;
  readonly version?: RfbVersion;
  /** Replaces the VNC server by something else that listens, and may serve VNC inside. */
  readonly onConnection?: (socket: Socket, serve: (inside: Socket) => void) => void;
  /** Sends the handshake's bytes one by one. */
  readonly drips?: boolean;
}

/** A small VNC server on loopback, as a BMC's. It counts connections and keeps what viewers sent after the handshake. */
export class FakeBmc {
  public connections = 0;
  public readonly sockets = new Set<Socket>();
  readonly #server: Server;
  readonly #options: FakeBmcOptions;
  readonly #received: Buffer[] = [];

  private constructor(options: FakeBmcOptions) {
    this.#options = options;
    this.#server = createServer((socket) => {
      this.#accept(socket);
    });
  }

  public static async open(options: FakeBmcOptions = {}): Promise<FakeBmc> {
    const bmc = new FakeBmc(options);
    bmc.#server.listen(0, '127.0.0.1');
    await once(bmc.#server, 'listening');
    return bmc;
  }

  public get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** What came after the security handshake, ClientInit included. */
  public get received(): Buffer {
    return Buffer.concat(this.#received);
  }

  /** Sends to all viewers. */
  public send(bytes: Uint8Array): void {
    for (const socket of this.sockets) socket.write(bytes);
  }

  public async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #accept(socket: Socket): void {
    this.connections += 1;
    this.sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.on('close', () => this.sockets.delete(socket));
    const serve = (inside: Socket): void => {
      this.#serve(inside);
    };
    const { onConnection = serve } = this.#options;
    onConnection(socket, serve);
  }

  #serve(socket: Socket): void {
    const security = this.#options.security ?? { kind: 'vnc', password: new Secret(BMC_PASSWORD) };
    const { version: newestVersion = '3.8' } = this.#options;
    const runner = new HandshakeRunner(serverHandshake({ security, newestVersion }));
    this.#write(socket, runner.start());
    socket.on('data', (chunk: Buffer) => {
      if (runner.result === undefined) this.#continue(socket, runner, chunk);
      else this.#receive(socket, chunk);
    });
  }

  #continue(socket: Socket, runner: HandshakeRunner<ServerHandshakeResult>, chunk: Buffer): void {
    try {
      this.#write(socket, runner.push(chunk));
    } catch {
      socket.destroy();
      return;
    }
    if (runner.result?.isAuthenticated === false) socket.end();
    if (runner.result !== undefined && runner.rest.length > 0)
      this.#receive(socket, Buffer.from(runner.rest));
  }

  #receive(socket: Socket, chunk: Buffer): void {
    if (this.#received.push(chunk) === 1) this.#write(socket, [SERVER_INIT]);
  }

  #write(socket: Socket, writes: readonly Uint8Array[]): void {
    for (const bytes of writes) {
      if (this.#options.drips === true) for (const byte of bytes) socket.write(Buffer.of(byte));
      else socket.write(bytes);
    }
  }
}
