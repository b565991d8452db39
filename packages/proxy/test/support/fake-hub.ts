import { Secret } from '@ironbridge/common';
import {
  encodeHubFrame,
  HubFrameDecoder,
  type HubClientFrame,
  type HubServerFrame,
  type HubStatus,
} from '@ironbridge/serial';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

export const HUB_SECRET = 'hub-s3cret-of-the-test';
export const LINE_UP: HubStatus = { line: 'up', reason: null, writable: true, writer: 'alice', readers: 1 };

export interface FakeHubOptions {
  /** What a hello is answered with; by default a welcome, a status and a first text, in one segment. */
  readonly answer?: readonly HubServerFrame[];
  /** Replaces the hub by something else that listens. */
  readonly onConnection?: (socket: Socket) => void;
  /** Serves TLS; both in PEM. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

const WELCOME: readonly HubServerFrame[] = [
  { type: 'welcome', welcome: { writable: true } },
  { type: 'status', status: LINE_UP },
  { type: 'data', bytes: Buffer.from('login: ') },
];

/** A conductor's serial hub on loopback with one line. It keeps what its clients sent. */
export class FakeHub {
  public readonly sockets = new Set<Socket>();
  public readonly frames: HubClientFrame[] = [];
  readonly #server: Server;
  readonly #options: FakeHubOptions;

  private constructor(options: FakeHubOptions) {
    this.#options = options;
    const accept = (socket: Socket): void => {
      this.#accept(socket);
    };
    this.#server = options.tls === undefined ? createServer(accept) : createTlsServer(options.tls, accept);
    this.#server.on('tlsClientError', () => undefined);
  }

  public static async open(options: FakeHubOptions = {}): Promise<FakeHub> {
    const hub = new FakeHub(options);
    hub.#server.listen(0, '127.0.0.1');
    await once(hub.#server, 'listening');
    return hub;
  }

  public get transport(): {
    kind: 'hub';
    host: string;
    port: number;
    secret: Secret;
    certificate: string | null;
  } {
    const { port } = this.#server.address() as AddressInfo;
    const certificate = this.#options.tls?.cert ?? null;
    // Not what may be dialled: only the checked address is.
    return { kind: 'hub', host: 'hub.invalid', port, secret: new Secret(HUB_SECRET), certificate };
  }

  /** The bytes that came as data, together. */
  public get typed(): Buffer {
    return Buffer.concat(this.frames.map((frame) => (frame.type === 'data' ? frame.bytes : Buffer.alloc(0))));
  }

  public send(frame: HubServerFrame): void {
    for (const socket of this.sockets) socket.write(encodeHubFrame(frame));
  }

  public async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #accept(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.sockets.delete(socket));
    if (this.#options.onConnection !== undefined) {
      socket.resume();
      this.#options.onConnection(socket);
      return;
    }
    const decoder = new HubFrameDecoder('client');
    socket.on('data', (chunk: Buffer) => {
      try {
        for (const frame of decoder.push(chunk)) this.#take(frame, socket);
      } catch {
        socket.destroy();
      }
    });
  }

  #take(frame: HubClientFrame, socket: Socket): void {
    this.frames.push(frame);
    if (frame.type !== 'hello') return;
    socket.write(Buffer.concat((this.#options.answer ?? WELCOME).map(encodeHubFrame)));
  }
}
