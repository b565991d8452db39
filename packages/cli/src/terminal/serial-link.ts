import { z } from 'zod';
import { WebSocket } from 'ws';
import type { ConsoleSession } from './redeem-link.js';

/** From the upgrade to the first status: the proxy dials the conductor in it. */
const CONNECT_TIMEOUT_MS = 30_000;
/** A proxy pings every 30 s; one that is silent for longer is gone, even if nothing says so. */
const SILENCE_TIMEOUT_MS = 90_000;
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
/** Unsent bytes above which no more is to be typed. */
const HIGH_WATER_BYTES = 256 * 1024;
/** RFC 6455 section 7.4.1. */
const ABNORMAL_CLOSURE = 1006;
const UNAUTHORISED = 401;

const StatusMessage = z.object({
  type: z.literal('status'),
  line: z.enum(['up', 'down']),
  reason: z.string().nullable(),
  writable: z.boolean(),
  writer: z.string().nullable(),
});

/** How the line stands, as the proxy tells it. */
export type LineStatus = z.output<typeof StatusMessage>;

/** How a connection ended (RFC 6455 section 7.1.5). */
export interface LinkEnd {
  readonly code: number;
  readonly reason: string;
}

export interface SerialLinkEvents {
  readonly onBytes: (bytes: Buffer) => void;
  readonly onStatus: (status: LineStatus) => void;
  /** All that was typed has gone out. */
  readonly onDrain: () => void;
}

/** One WebSocket to a serial console. */
export class SerialLink {
  /** Resolves when it is over, however that came. */
  public readonly ended: Promise<LinkEnd>;
  readonly #socket: WebSocket;
  readonly #onDrain: () => void;

  public constructor({ url, key }: ConsoleSession, { onBytes, onStatus, onDrain }: SerialLinkEvents) {
    const socket = new WebSocket(url, ['ironbridge.serial', `ironbridge.session.${key.reveal()}`], {
      handshakeTimeout: CONNECT_TIMEOUT_MS,
      maxPayload: MAX_MESSAGE_BYTES,
      perMessageDeflate: false,
    });
    this.#socket = socket;
    this.#onDrain = onDrain;
    const giveUp = (): void => {
      socket.terminate();
    };
    let deadline = setTimeout(giveUp, CONNECT_TIMEOUT_MS);
    const postpone = (): void => {
      clearTimeout(deadline);
      deadline = setTimeout(giveUp, SILENCE_TIMEOUT_MS);
    };
    this.ended = new Promise((resolve) => {
      socket.on('unexpected-response', (_request, { statusCode }) => {
        const isRefused = statusCode === UNAUTHORISED;
        resolve({
          code: isRefused ? 4401 : ABNORMAL_CLOSURE,
          reason: isRefused ? 'This session has ended; open the console again' : '',
        });
        giveUp();
      });
      socket.on('close', (code, reason) => {
        clearTimeout(deadline);
        resolve({ code, reason: reason.toString() });
      });
    });
    // 'close' follows.
    socket.on('error', () => undefined);
    socket.on('ping', postpone);
    socket.on('message', (data, isBinary) => {
      postpone();
      if (!Buffer.isBuffer(data)) return;
      if (isBinary) onBytes(data);
      else readStatus(data, onStatus);
    });
  }

  /** False where the proxy is slower: then wait for `onDrain`. */
  public send(bytes: Uint8Array): boolean {
    if (this.#socket.readyState !== WebSocket.OPEN) return true;
    this.#socket.send(bytes, () => {
      if (this.#socket.bufferedAmount === 0) this.#onDrain();
    });
    return this.#socket.bufferedAmount <= HIGH_WATER_BYTES;
  }

  public sendBreak(): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send('{"type":"break"}');
  }

  public setReading(isReading: boolean): void {
    if (isReading) this.#socket.resume();
    else this.#socket.pause();
  }

  public close(): void {
    this.#socket.close();
  }
}

/** A message of a later version is passed over. */
function readStatus(data: Buffer, onStatus: (status: LineStatus) => void): void {
  try {
    const status = StatusMessage.safeParse(JSON.parse(data.toString()));
    if (status.success) onStatus(status.data);
  } catch {
    // No JSON, and so no status.
  }
}
