import type { Socket } from 'node:net';
import { Inbox } from './inbox.js';
import type { ProxyLimits } from './limits.js';
import type { ReadAhead } from './read-ahead.js';
import type { SessionEnd } from './session-end.js';

/** The console's end: a byte stream to the BMC. */
export class ConsoleEnd implements SessionEnd {
  public readonly ended: Promise<void>;
  readonly #socket: Socket;
  readonly #inbox: Inbox;

  /** @param reader gives what comes in on `socket` */
  public constructor(
    socket: Socket,
    reader: Pick<ReadAhead, 'receive'>,
    limits: Pick<ProxyLimits, 'maxEarlyBytes'>,
  ) {
    this.#socket = socket;
    this.#inbox = new Inbox(this, limits.maxEarlyBytes);
    this.ended = new Promise((resolve) => {
      const end = (): void => {
        resolve();
      };
      socket.once('end', end);
      socket.once('close', end);
    });
    // 'close' follows, and says enough.
    socket.on('error', () => undefined);
    reader.receive((chunk) => {
      this.#inbox.push(chunk);
    });
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

  public send(bytes: Uint8Array): void {
    this.#socket.write(bytes);
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

  /** Ends the connection at once; nothing comes in after this. */
  public destroy(): void {
    this.#socket.destroy();
  }
}
