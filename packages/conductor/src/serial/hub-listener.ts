import { encodeHubFrame, HubFrameDecoder, type HubClientFrame, type HubHello } from '@ironbridge/serial';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { SerialListenError } from './serial-errors.js';

/** A certificate and its key, PEM. */
export interface HubIdentity {
  readonly cert: string;
  readonly key: string;
}

/** A client that has said hello. */
export interface HubCaller {
  readonly socket: Socket;
  readonly hello: HubHello;
  readonly decoder: HubFrameDecoder<'client'>;
  /** Frames that came behind the hello. */
  readonly rest: readonly HubClientFrame[];
}

/** A client has so long for its hello, the TLS handshake included. */
const HELLO_TIMEOUT_MS = 10_000;

/** All connections together, those without a hello included. */
const MAX_CONNECTIONS = 4096;

/** Takes the hub's clients in, as far as their hello. */
export class HubListener {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #onHello: (caller: HubCaller) => void;

  /** @param identity what to speak TLS with; plain TCP unless given */
  public constructor(identity: HubIdentity | undefined, onHello: (caller: HubCaller) => void) {
    this.#onHello = onHello;
    this.#server =
      identity === undefined
        ? createServer((socket) => {
            this.#greet(socket);
          })
        : createTlsServer(
            { ...identity, minVersion: 'TLSv1.3', handshakeTimeout: HELLO_TIMEOUT_MS },
            (socket) => {
              this.#greet(socket);
            },
          );
    this.#server.maxConnections = MAX_CONNECTIONS;
    this.#server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
      socket.on('error', () => socket.destroy());
    });
    this.#server.on('tlsClientError', (_: Error, socket: Socket) => socket.destroy());
  }

  /**
   * @returns the port, also where 0 was asked for
   * @throws SerialListenError
   */
  public async listen(host: string, port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', (cause) => {
        const message = `The serial hub cannot listen on ${host} port ${port} ([serial_console] listen): ${cause.message}`;
        reject(new SerialListenError(message, { cause }));
      });
      this.#server.listen({ host, port }, resolve);
    });
    return (this.#server.address() as AddressInfo).port;
  }

  /** Takes no more clients, and cuts those off that have not left. */
  public async close(): Promise<void> {
    if (!this.#server.listening) return;
    await new Promise<void>((resolve) => {
      this.#server.close(() => {
        resolve();
      });
      for (const socket of this.#sockets) socket.destroy();
    });
  }

  #greet(socket: Socket): void {
    const decoder = new HubFrameDecoder('client');
    socket.on('error', () => socket.destroy());
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 30_000);
    const timer = setTimeout(() => socket.destroy(), HELLO_TIMEOUT_MS);
    socket.once('close', () => {
      clearTimeout(timer);
    });
    const hear = (chunk: Buffer): void => {
      const [first, ...rest] = this.#decode(decoder, chunk, socket);
      if (first === undefined) return;
      clearTimeout(timer);
      socket.off('data', hear);
      if (first.type === 'hello') this.#onHello({ socket, hello: first.hello, decoder, rest });
      else socket.destroy();
    };
    socket.on('data', hear);
  }

  #decode(decoder: HubFrameDecoder<'client'>, chunk: Buffer, socket: Socket): readonly HubClientFrame[] {
    try {
      return decoder.push(chunk);
    } catch {
      // A stranger's bytes: another version says so in its hello, and gets no more answer than noise does.
      socket.destroy();
      return [];
    }
  }
}

/** Answers a hello with no, and ends. */
export function refuseCaller({ socket }: HubCaller, reason: 'unknown' | 'full'): void {
  socket.on('data', () => undefined);
  socket.setTimeout(1000, () => {
    socket.destroy();
  });
  socket.end(encodeHubFrame({ type: 'refused', refusal: { reason } }));
}
