import type WebSocket from 'ws';
import type { ConsoleEnd } from './console-end.js';
import { ConsoleWebSocketError } from './errors.js';
import { Inbox } from './inbox.js';
import type { ProxyLimits } from './limits.js';

const BINARY = { binary: true, compress: false, fin: true };

export interface WebSocketConsoleOptions {
  readonly limits: Pick<ProxyLimits, 'maxEarlyBytes' | 'highWaterBytes'>;
  /** The longest message that the BMC takes. */
  readonly maxMessageBytes: number;
  /** What the BMC's words at the end mean, where they mean anything. */
  readonly causeOf: (reason: string) => Error | undefined;
  /** Gives back what else the connection holds at the BMC. */
  readonly release: () => Promise<void>;
}

/** A console inside a WebSocket: binary messages, whose borders mean nothing but whose length may. */
export class WebSocketConsoleEnd implements ConsoleEnd {
  public readonly ended: Promise<void>;
  public readonly released: Promise<void>;
  readonly #socket: WebSocket;
  readonly #inbox: Inbox;
  readonly #maxMessageBytes: number;
  readonly #lowWaterBytes: number;
  #endCause: Error | undefined;
  #onDrain: (() => void) | undefined;

  public constructor(socket: WebSocket, options: WebSocketConsoleOptions) {
    const { limits, maxMessageBytes, causeOf, release } = options;
    this.#socket = socket;
    this.#inbox = new Inbox(this, limits.maxEarlyBytes);
    this.#maxMessageBytes = maxMessageBytes;
    this.#lowWaterBytes = limits.highWaterBytes / 2;
    this.ended = new Promise((resolve) => {
      socket.once('close', (_code, reason) => {
        this.#endCause ??= causeOf(reason.toString('utf8'));
        resolve();
      });
    });
    this.released = this.ended.then(release);
    // 'close' follows.
    socket.on('error', (cause) => {
      this.#endCause ??= new ConsoleWebSocketError('broke its WebSocket', { cause });
    });
    socket.on('message', (data) => {
      if (Buffer.isBuffer(data)) this.#inbox.push(data);
    });
  }

  public get endCause(): Error | undefined {
    return this.#endCause;
  }

  public get bufferedBytes(): number {
    return this.#socket.bufferedAmount;
  }

  public receive(receiver: (chunk: Buffer) => void): void {
    this.#inbox.receive(receiver);
  }

  public unread(bytes: Uint8Array): void {
    this.#inbox.unread(bytes);
  }

  public recycle(): void {
    // Each message has memory of its own.
  }

  public send(bytes: Uint8Array, whenSent?: () => void): void {
    for (let offset = 0; offset < bytes.length; offset += this.#maxMessageBytes) {
      const end = offset + this.#maxMessageBytes;
      this.#socket.send(bytes.subarray(offset, end), BINARY, (error) => {
        if (error instanceof Error) return;
        if (end >= bytes.length) whenSent?.();
        if (this.#socket.bufferedAmount <= this.#lowWaterBytes) this.#onDrain?.();
      });
    }
  }

  public onDrain(listener: () => void): void {
    this.#onDrain = listener;
  }

  public pause(): void {
    this.#socket.pause();
  }

  public resume(): void {
    this.#socket.resume();
  }

  public destroy(): void {
    this.#socket.terminate();
  }
}
