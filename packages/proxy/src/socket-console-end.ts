import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { ConsoleEnd } from './console-end.js';
import { explain } from './console-tls.js';
import { ConsoleTlsError } from './console-tls-errors.js';
import { Inbox } from './inbox.js';
import type { ProxyLimits } from './limits.js';
import type { ReadAhead } from './read-ahead.js';

/** A console at the other end of a socket. */
export class SocketConsoleEnd implements ConsoleEnd {
  public readonly ended: Promise<void>;
  readonly #inbox: Inbox;
  readonly #reader: Pick<ReadAhead, 'recycle'> | undefined;
  #socket: Socket;
  #hasSpoken = false;
  #endCause: Error | undefined;
  #end!: () => void;

  /** @param reader gives what comes in on `socket`; its `data` events do unless given */
  public constructor(
    socket: Socket,
    limits: Pick<ProxyLimits, 'maxEarlyBytes'>,
    reader?: Pick<ReadAhead, 'receive' | 'recycle'>,
  ) {
    this.#socket = socket;
    this.#reader = reader;
    this.#inbox = new Inbox(this, limits.maxEarlyBytes);
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    this.#watch(socket);
    if (reader === undefined) socket.on('data', this.#push);
    else reader.receive(this.#push);
  }

  public get released(): Promise<void> {
    return this.ended;
  }

  public get endCause(): Error | undefined {
    return this.#endCause;
  }

  public get bufferedBytes(): number {
    return this.#socket.writableLength;
  }

  public receive(receiver: (chunk: Buffer) => void): void {
    this.#inbox.receive(receiver);
  }

  public unread(bytes: Uint8Array): void {
    this.#inbox.unread(bytes);
  }

  public recycle(bytes: Uint8Array): void {
    this.#reader?.recycle(bytes);
  }

  public send(bytes: Uint8Array, whenSent?: () => void): void {
    this.#socket.write(bytes, (error) => {
      if (!error) whenSent?.();
    });
  }

  public onDrain(listener: () => void): void {
    this.#socket.on('drain', listener);
  }

  public pause(): void {
    this.#socket.pause();
  }

  public resume(): void {
    this.#socket.resume();
  }

  /**
   * Puts TLS between. Only for an end without a reader of its own, and while nobody receives.
   *
   * @throws ConsoleTlsError where bytes came that would pass for bytes from inside
   */
  public async startTls(start: (socket: Socket) => Promise<TLSSocket>): Promise<void> {
    const bare = this.#socket;
    bare.removeListener('data', this.#push);
    if (this.#inbox.heldBytes > 0) throw new ConsoleTlsError('bytes in the clear where TLS was to begin');
    const tls = await start(bare);
    this.#socket = tls;
    this.#hasSpoken = false;
    this.#watch(tls);
    tls.on('data', this.#push);
  }

  public destroy(): void {
    this.#socket.destroy();
  }

  #watch(socket: Socket): void {
    const end = (): void => {
      // QEMU hangs up without an alert where it does not like the certificate of the proxy, or misses it.
      if (socket === this.#socket && socket instanceof TLSSocket && !this.#hasSpoken) {
        this.#endCause ??= new ConsoleTlsError('a hang-up without a word, as where it wants a certificate');
      }
      this.#end();
    };
    socket.once('end', end);
    socket.once('close', end);
    // 'close' follows.
    socket.on('error', (error) => {
      const cause = explain(error);
      if (cause instanceof ConsoleTlsError && cause.isAlert) this.#endCause ??= cause;
    });
  }

  readonly #push = (chunk: Buffer): void => {
    this.#hasSpoken = true;
    this.#inbox.push(chunk);
  };
}
