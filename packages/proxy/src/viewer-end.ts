import type { WebSocket } from 'ws';
import type { CloseReasonFacts } from './close-reasons.js';
import { Inbox } from './inbox.js';
import type { ProxyLimits } from './limits.js';
import type { SessionEnd } from './session-end.js';

const BINARY = { binary: true, compress: false, fin: true };

type ViewerEndLimits = Pick<
  ProxyLimits,
  'maxEarlyBytes' | 'highWaterBytes' | 'pingIntervalMs' | 'closeTimeoutMs'
>;

/** How a viewer can fail by itself. */
export interface ViewerFaults {
  /** It sent text, too large a message, or no WebSocket frames at all. */
  readonly onViolation: () => void;
  /** It gave no sign of life during a whole ping interval. */
  readonly onSilence: () => void;
}

/** The viewer's end: binary messages, whose borders mean nothing. */
export class ViewerEnd implements SessionEnd {
  public readonly ended: Promise<void>;
  readonly #socket: WebSocket;
  readonly #inbox: Inbox;
  readonly #closeTimeoutMs: number;
  readonly #lowWaterBytes: number;
  #isAlive = true;
  #onDrain: (() => void) | undefined;

  public constructor(socket: WebSocket, limits: ViewerEndLimits, faults: ViewerFaults) {
    this.#socket = socket;
    this.#inbox = new Inbox(this, limits.maxEarlyBytes);
    this.#closeTimeoutMs = limits.closeTimeoutMs;
    this.#lowWaterBytes = limits.highWaterBytes / 2;
    const pings = setInterval(() => {
      this.#ping(faults.onSilence);
    }, limits.pingIntervalMs);
    this.ended = new Promise((resolve) => {
      socket.once('close', () => {
        clearInterval(pings);
        resolve();
      });
    });
    socket.on('error', faults.onViolation);
    socket.on('pong', () => {
      this.#isAlive = true;
    });
    socket.on('message', (data, isBinary) => {
      this.#isAlive = true;
      if (isBinary && Buffer.isBuffer(data)) this.#inbox.push(data);
      else faults.onViolation();
    });
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

  public send(bytes: Uint8Array): void {
    this.#socket.send(bytes, BINARY, this.#sent);
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

  /** Sends the close frame, and ends the TCP connection a little later whether or not it was answered. */
  public close({ closeCode, phrase }: CloseReasonFacts): void {
    this.#inbox.receive(() => undefined);
    this.#socket.close(closeCode, phrase);
    const timer = setTimeout(() => {
      this.#socket.terminate();
    }, this.#closeTimeoutMs);
    void this.ended.then(() => {
      clearTimeout(timer);
    });
  }

  /** One function for all sends: a picture is thousands of them. */
  readonly #sent = (error?: Error): void => {
    if (error instanceof Error) return;
    this.#isAlive = true;
    if (this.#socket.bufferedAmount <= this.#lowWaterBytes) this.#onDrain?.();
  };

  #ping(onSilence: () => void): void {
    if (!this.#isAlive) {
      onSilence();
      return;
    }
    this.#isAlive = false;
    this.#socket.ping();
  }
}
