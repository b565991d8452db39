import { once } from 'node:events';
import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { eventLoopTurns } from './event-loop-turns.js';

/** What the network does to connections. Those that stand are affected too, except by `refuse` and `hang`. */
export type TcpFault =
  | { readonly kind: 'none' }
  /** New connections are refused: nobody listens. */
  | { readonly kind: 'refuse' }
  /** New connections are accepted, and then nothing happens. */
  | { readonly kind: 'hang' }
  /** The client's connection is reset once the target has sent this many bytes through it. */
  | { readonly kind: 'reset'; readonly afterBytes: number }
  /** Every chunk is held back this long, in both directions. */
  | { readonly kind: 'delay'; readonly delayMs: number }
  /** Every byte is written alone, in both directions. */
  | { readonly kind: 'split' };

export interface TcpTarget {
  readonly host?: string;
  readonly port: number;
}

/** A TCP proxy on loopback that forwards to `target`, and misbehaves as told. */
export class FaultyTcpProxy {
  public readonly port: number;
  readonly #target: TcpTarget;
  readonly #sockets = new Set<Socket>();
  #server: Server;
  #fault: TcpFault = { kind: 'none' };
  #accepted = 0;

  private constructor(target: TcpTarget, server: Server, port: number) {
    this.#target = target;
    this.#server = server;
    this.port = port;
    this.#serve(server);
  }

  /** Listens on a free port of 127.0.0.1. */
  public static async open(target: TcpTarget): Promise<FaultyTcpProxy> {
    const server = createServer({ allowHalfOpen: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new FaultyTcpProxy(target, server, (server.address() as AddressInfo).port);
  }

  /** Connections accepted so far. */
  public get accepted(): number {
    return this.#accepted;
  }

  /** Connections that stand now, on the side of the clients and of the target together. */
  public get openSockets(): number {
    return this.#sockets.size;
  }

  /** Resolves when the fault is in force. */
  public async inject(fault: TcpFault): Promise<void> {
    const wasRefusing = this.#fault.kind === 'refuse';
    this.#fault = fault;
    if (fault.kind === 'refuse' && !wasRefusing) {
      // Connections that stand go on, so its 'close' is not waited for; listening ends at once.
      this.#server.close();
    } else if (wasRefusing && fault.kind !== 'refuse') {
      this.#server = createServer({ allowHalfOpen: true });
      this.#serve(this.#server);
      this.#server.listen(this.port, '127.0.0.1');
      await once(this.#server, 'listening');
    }
  }

  /** Ends every connection that stands, with a reset, as when a cable is cut and the peer notices. */
  public cut(): void {
    for (const socket of this.#sockets) reset(socket);
  }

  public async close(): Promise<void> {
    this.cut();
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, 'close');
  }

  #serve(server: Server): void {
    server.on('connection', (client) => {
      this.#accepted += 1;
      this.#track(client);
      if (this.#fault.kind === 'hang') return;
      const { host = '127.0.0.1', port } = this.#target;
      const upstream = connect({ host, port, allowHalfOpen: true });
      this.#track(upstream);
      client.once('close', () => upstream.destroy());
      upstream.once('close', () => client.destroy());
      void this.#forward(client, upstream, () => Promise.resolve());
      let sent = 0;
      void this.#forward(upstream, client, async (bytes) => {
        sent += bytes;
        if (this.#fault.kind !== 'reset' || sent < this.#fault.afterBytes) return;
        // A reader that finds bytes and RST together is told of an orderly end by libuv.
        await eventLoopTurns(2);
        reset(client);
      });
    });
  }

  #track(socket: Socket): void {
    this.#sockets.add(socket);
    socket.setNoDelay(true);
    socket.once('close', () => this.#sockets.delete(socket));
    // The other side learns of it by 'close'.
    socket.on('error', () => undefined);
  }

  async #forward(from: Socket, to: Socket, onSent: (bytes: number) => Promise<void>): Promise<void> {
    try {
      // The other direction outlives the end of this one.
      for await (const chunk of from.iterator({ destroyOnReturn: false })) {
        for (const piece of this.#pieces(chunk as Buffer)) {
          await this.#hold();
          await write(to, piece);
          await onSent(piece.length);
        }
      }
      to.end();
    } catch {
      // One side is gone; 'close' takes the other down.
      to.destroy();
    }
  }

  #pieces(chunk: Buffer): readonly Buffer[] {
    if (this.#fault.kind === 'split') {
      return Array.from(chunk, (_, at) => chunk.subarray(at, at + 1));
    }
    const cut = this.#fault.kind === 'reset' ? this.#fault.afterBytes : chunk.length;
    return [chunk.subarray(0, cut), chunk.subarray(cut)].filter(({ length }) => length > 0);
  }

  async #hold(): Promise<void> {
    const { kind, delayMs } = { delayMs: 0, ...this.#fault };
    // A turn between two writes lets a reader in the same process read each alone.
    if (kind === 'split') await eventLoopTurns(2);
    if (kind !== 'delay') return;
    await new Promise((resolve) => {
      setTimeout(resolve, delayMs);
    });
  }
}

/** Sends RST and nothing before it: left alone, Node sends FIN first, and a peer that saw the FIN does not see the RST. */
function reset(socket: Socket): void {
  socket.destroySoon = () => {
    socket.destroy();
  };
  socket.resetAndDestroy();
}

/** Resolves when the system took the bytes, so that each piece is a segment of its own and a slow reader slows us. */
function write(socket: Socket, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.write(bytes, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}
