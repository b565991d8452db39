import { EventEmitter, once } from 'node:events';
import type { WebSocket } from 'ws';

const WIDTH = 320;
const HEIGHT = 200;

/** Lengths of the client messages of RFC 6143 section 7.5; null where more bytes are needed to tell. */
function clientMessageLength(buffer: Buffer): number | null {
  const type = buffer.readUInt8(0);
  switch (type) {
    case 0:
      return 20;
    case 2:
      return buffer.length < 4 ? null : 4 + 4 * buffer.readUInt16BE(2);
    case 3:
      return 10;
    case 4:
      return 8;
    case 5:
      return 6;
    case 6:
      return buffer.length < 8 ? null : 8 + buffer.readUInt32BE(4);
    default:
      throw new Error(`unexpected client message ${String(type)}`);
  }
}

/** The RFB server behind the mock proxy: security None, one blue picture, and a memory of what the viewer did. */
export class RfbServer {
  /** Keysyms that were pressed, in order. */
  public readonly pressedKeys: number[] = [];
  public readonly cutTexts: string[] = [];
  /** Bits per pixel of each pixel format that was asked for. */
  public readonly bitsPerPixel: number[] = [];
  readonly #socket: WebSocket;
  readonly #changes = new EventEmitter();
  #buffer = Buffer.alloc(0);
  #isPainted = false;

  public constructor(socket: WebSocket, desktopName: string) {
    this.#socket = socket;
    const steps: [number, () => Buffer][] = [
      [12, () => Buffer.from([1, 1])],
      [1, () => Buffer.alloc(4)],
      [1, () => serverInit(desktopName)],
    ];
    socket.send(Buffer.from('RFB 003.008\n'));
    socket.on('message', (data: Buffer) => {
      this.#buffer = Buffer.concat([this.#buffer, data]);
      for (let step = steps[0]; step !== undefined && this.#buffer.length >= step[0]; step = steps[0]) {
        this.#buffer = this.#buffer.subarray(step[0]);
        socket.send(step[1]());
        steps.shift();
      }
      if (steps.length === 0) this.#readMessages();
    });
  }

  public close(code: number, reason = ''): void {
    this.#socket.close(code, reason);
  }

  public sendCutText(text: string): void {
    const header = Buffer.alloc(8);
    header[0] = 3;
    header.writeUInt32BE(text.length, 4);
    this.#socket.send(Buffer.concat([header, Buffer.from(text, 'latin1')]));
  }

  /** Resolves once `isReached` holds; looked at after each message of the viewer. */
  public async until(isReached: (server: this) => boolean): Promise<void> {
    const signal = AbortSignal.timeout(5_000);
    while (!isReached(this)) await once(this.#changes, 'message', { signal });
  }

  #readMessages(): void {
    for (;;) {
      if (this.#buffer.length === 0) return;
      const length = clientMessageLength(this.#buffer);
      if (length === null || this.#buffer.length < length) return;
      this.#remember(this.#buffer.subarray(0, length));
      this.#buffer = this.#buffer.subarray(length);
      this.#changes.emit('message');
    }
  }

  #remember(message: Buffer): void {
    if (message[0] === 0) {
      this.bitsPerPixel.push(message.readUInt8(4));
    } else if (message[0] === 3 && !this.#isPainted) {
      this.#isPainted = true;
      this.#socket.send(picture((this.bitsPerPixel.at(-1) ?? 32) / 8));
    } else if (message[0] === 4 && message[1] === 1) {
      this.pressedKeys.push(message.readUInt32BE(4));
    } else if (message[0] === 6) {
      this.cutTexts.push(message.toString('latin1', 8));
    }
  }
}

function serverInit(desktopName: string): Buffer {
  const name = Buffer.from(desktopName);
  const head = Buffer.alloc(24);
  head.writeUInt16BE(WIDTH, 0);
  head.writeUInt16BE(HEIGHT, 2);
  head.set([32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0], 4);
  head.writeUInt32BE(name.length, 20);
  return Buffer.concat([head, name]);
}

/** One blue Raw rectangle in the pixel format that noVNC asks for: red, green, blue, nothing; or two bits of each in one byte. */
function picture(bytesPerPixel: number): Buffer {
  const head = Buffer.alloc(16);
  head.writeUInt16BE(1, 2);
  head.writeUInt16BE(WIDTH, 8);
  head.writeUInt16BE(HEIGHT, 10);
  const pixel = Buffer.from(bytesPerPixel === 1 ? [0b11_01_00] : [30, 90, 200, 0]);
  return Buffer.concat([head, Buffer.alloc(WIDTH * HEIGHT * bytesPerPixel, pixel)]);
}
