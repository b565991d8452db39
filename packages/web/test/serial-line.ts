import { EventEmitter, once } from 'node:events';
import type { WebSocket } from 'ws';

export interface LineStatus {
  readonly line: 'up' | 'down';
  readonly reason: string | null;
  readonly writable: boolean;
  readonly writer: string | null;
  readonly readers: number;
}

/** The serial line behind the mock proxy: it prints what a test says, and remembers what the viewer did. */
export class SerialLine {
  /** All that was typed, in UTF-8. */
  public typed = '';
  public readonly controls: string[] = [];
  /** Lengths of the binary messages. */
  public readonly lengths: number[] = [];
  readonly #socket: WebSocket;
  readonly #changes = new EventEmitter();

  public constructor(socket: WebSocket, isWritable: boolean) {
    this.#socket = socket;
    socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) {
        this.typed += data.toString();
        this.lengths.push(data.length);
      } else {
        this.controls.push(data.toString());
      }
      this.#changes.emit('message');
    });
    this.tell({ writable: isWritable });
  }

  public print(bytes: Uint8Array | string): void {
    this.#socket.send(Buffer.from(bytes));
  }

  public tell(status: Partial<LineStatus>): void {
    const up: LineStatus = { line: 'up', reason: null, writable: true, writer: 'ada', readers: 1 };
    this.#socket.send(JSON.stringify({ type: 'status', ...up, ...status }));
  }

  public close(code: number, reason = ''): void {
    this.#socket.close(code, reason);
  }

  /** Resolves once `isReached` holds; looked at after each message of the viewer. */
  public async until(isReached: (line: this) => boolean): Promise<void> {
    const signal = AbortSignal.timeout(10_000);
    while (!isReached(this)) await once(this.#changes, 'message', { signal });
  }
}
