import type { WebSocket } from 'ws';
import type { CloseReasonFacts } from './close-reasons.js';
import { Inbox } from './inbox.js';
import type { ProxyLimits } from './limits.js';
import type { SessionEnd } from './session-end.js';
import { framingOf, type ViewerFraming } from './viewer-framing.js';

type ViewerEndLimits = Pick<
  ProxyLimits,
  'maxEarlyBytes' | 'highWaterBytes' | 'pingIntervalMs' | 'closeTimeoutMs'
>;

/** How a viewer can fail by itself. */
export interface ViewerFaults {
  /** It sent what its subprotocol does not have, too large a message, or no WebSocket frames at all. */
  readonly onViolation: () => void;
  /** Nothing was heard of it during a whole ping interval; `isListenedTo` is false where that is because it is paused. */
  readonly onSilence: (isListenedTo: boolean) => void;
}

/** The viewer's end: a byte stream in WebSocket messages and, where the subprotocol has it, control beside it. */
export class ViewerEnd implements SessionEnd {
  public readonly ended: Promise<void>;
  readonly #socket: WebSocket;
  readonly #framing: ViewerFraming;
  readonly #sendOptions: { readonly binary: boolean; readonly compress: false; readonly fin: true };
  readonly #inbox: Inbox;
  readonly #closeTimeoutMs: number;
  readonly #lowWaterBytes: number;
  #isAlive = true;
  #isPaused = false;
  #onDrain: (() => void) | undefined;
  #onControl: (text: string) => void = () => undefined;

  public constructor(socket: WebSocket, limits: ViewerEndLimits, faults: ViewerFaults) {
    this.#socket = socket;
    this.#framing = framingOf(socket.protocol);
    this.#sendOptions = { binary: this.#framing.isBinary, compress: false, fin: true };
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
      const message = Buffer.isBuffer(data) ? this.#framing.decode(data, isBinary) : undefined;
      if (message?.kind === 'bytes') this.#inbox.push(message.bytes);
      else if (message === undefined || !this.#takesControl(message.text)) faults.onViolation();
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

  public send(bytes: Uint8Array, whenSent?: () => void): void {
    this.#socket.send(this.#framing.encode(bytes), this.#sendOptions, (error) => {
      if (!(error instanceof Error)) whenSent?.();
      this.#sent(error);
    });
  }

  /**
   * Hands the text of control messages to `listener`, which throws at one that it does not know. Those that come earlier
   * are dropped: there is nothing yet that they could control.
   */
  public receiveControl(listener: (text: string) => void): void {
    this.#onControl = listener;
  }

  /** Sends a control message, if the subprotocol has such. */
  public sendControl(text: string): void {
    if (this.#framing.hasControl) this.#socket.send(text, { binary: false, compress: false }, this.#sent);
  }

  public onDrain(listener: () => void): void {
    this.#onDrain = listener;
  }

  public pause(): void {
    this.#isPaused = true;
    this.#socket.pause();
  }

  public resume(): void {
    this.#isPaused = false;
    this.#socket.resume();
  }

  /** Sends the close frame, and ends the TCP connection a little later whether or not it was answered. */
  public close({ closeCode, phrase }: CloseReasonFacts): void {
    this.#inbox.receive(() => undefined);
    this.#onControl = () => undefined;
    this.#socket.close(closeCode, phrase);
    const timer = setTimeout(() => {
      this.#socket.terminate();
    }, this.#closeTimeoutMs);
    void this.ended.then(() => {
      clearTimeout(timer);
    });
  }

  readonly #sent = (error?: Error): void => {
    if (error instanceof Error) return;
    this.#isAlive = true;
    if (this.#socket.bufferedAmount <= this.#lowWaterBytes) this.#onDrain?.();
  };

  #takesControl(text: string): boolean {
    try {
      this.#onControl(text);
      return true;
    } catch {
      return false;
    }
  }

  #ping(onSilence: ViewerFaults['onSilence']): void {
    if (!this.#isAlive) {
      onSilence(!this.#isPaused);
      return;
    }
    this.#isAlive = false;
    this.#socket.ping();
  }
}
