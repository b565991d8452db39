import type { HubClientFrame, HubHello, HubStatus } from '@ironbridge/serial';
import type { Socket } from 'node:net';
import type { LineMember } from './line-member.js';
import type { SharedLine } from './shared-line.js';
import type { ViewerWire } from './viewer-wire.js';

export interface LineViewerOptions {
  readonly mode: HubHello['mode'];
  /** Shown to the others. */
  readonly user: string;
  readonly wire: ViewerWire;
  /** `[console] terminal_timeout`: one that saw and sent nothing for so long is closed; milliseconds, 0 for never. */
  readonly idleTimeoutMs: number;
  readonly onDropped: (why: LineViewerEnd) => void;
}

/** Why a viewer was ended from this side. */
export type LineViewerEnd = 'slow' | 'idle' | 'protocol';

/** A viewer that is further behind is dropped: the line waits for nobody. */
const MAX_BEHIND_BYTES = 1024 * 1024;

/** One that is told to go has so long to take what is left. */
const FAREWELL_MS = 1000;

/** One connection that sees a line, and types on it where it may. */
export class LineViewer implements LineMember {
  readonly #socket: Socket;
  readonly #line: SharedLine;
  readonly #options: LineViewerOptions;

  public constructor(socket: Socket, line: SharedLine, options: LineViewerOptions) {
    this.#socket = socket;
    this.#line = line;
    this.#options = options;
  }

  public get mode(): HubHello['mode'] {
    return this.#options.mode;
  }

  public get user(): string {
    return this.#options.user;
  }

  /** Joins the line and stays until the connection ends. `rest` is what the viewer sent already. */
  public begin(rest: readonly HubClientFrame[] = []): void {
    this.#socket.setTimeout(this.#options.idleTimeoutMs, () => {
      this.#drop('idle');
    });
    this.#socket.on('data', (chunk: Buffer) => {
      this.#hear(() => this.#options.wire.decode(chunk));
    });
    this.#socket.once('close', () => {
      this.#line.leave(this);
    });
    this.#line.join(this);
    this.#hear(() => rest);
  }

  public send(bytes: Uint8Array): void {
    this.#write(this.#options.wire.data(bytes));
  }

  public tell(status: HubStatus): void {
    this.#write(this.#options.wire.status(status));
  }

  public pause(): void {
    this.#socket.pause();
  }

  public resume(): void {
    this.#socket.resume();
  }

  public close(): void {
    this.#socket.end();
    this.#socket.setTimeout(FAREWELL_MS, () => {
      this.#socket.destroy();
    });
  }

  #hear(frames: () => readonly HubClientFrame[]): void {
    try {
      for (const frame of frames()) {
        if (frame.type === 'data') this.#line.type(this, frame.bytes);
        else if (frame.type === 'break') this.#line.break(this);
        else this.#drop('protocol');
      }
    } catch {
      this.#drop('protocol');
    }
  }

  #write(bytes: Uint8Array): void {
    if (bytes.length === 0 || !this.#socket.writable) return;
    this.#socket.write(bytes);
    if (this.#socket.writableLength > MAX_BEHIND_BYTES) this.#drop('slow');
  }

  #drop(why: LineViewerEnd): void {
    if (this.#socket.destroyed) return;
    this.#options.onDropped(why);
    this.#line.leave(this);
    if (why === 'idle') {
      // It keeps up, so it can be told.
      this.#write(this.#options.wire.refusal({ reason: why }));
      this.close();
    } else {
      this.#socket.destroy();
    }
  }
}
