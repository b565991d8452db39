import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';

import { isIronbridgeError, Secret, type Logger } from '@ironbridge/common';
import {
  ClientMessageParser,
  decodeClientMessage,
  encodeFramebufferUpdate,
  encodeServerInit,
  HandshakeRunner,
  RGB888,
  serverHandshake,
  type ClientMessage,
  type PixelFormat,
  type ServerHandshakeResult,
} from '@ironbridge/rfb';

import { Damage } from '../picture/damage.js';
import type { DemoPicture } from '../picture/demo-picture.js';
import { createPixelEncoder, type PixelEncoder } from '../picture/pixel-encoder.js';
import type { Rectangle } from '../picture/rectangle.js';

export interface RfbSessionOptions {
  readonly socket: Socket;
  /** Undefined: no login succeeds. */
  readonly password: Secret | undefined;
  /** Of the desktop. */
  readonly name: string;
  readonly picture: DemoPicture;
  readonly log: Logger;
  /** The viewer is in, and gets frames from now on. */
  readonly onJoin: (session: RfbSession) => void;
  readonly onFailedLogin: () => void;
  readonly onKey: (keysym: number) => void;
  readonly onPointer: (event: PointerEvent) => void;
}

/** Where a viewer's pointer was, and which buttons were down: bit 0 is the left one. */
export interface PointerEvent {
  readonly x: number;
  readonly y: number;
  readonly buttons: number;
}

const LOGIN_TIMEOUT_MS = 15_000;

/** One viewer of the built-in VNC server. RFC 6143 */
export class RfbSession {
  readonly #options: RfbSessionOptions;
  readonly #login: HandshakeRunner<ServerHandshakeResult>;
  readonly #parser = new ClientMessageParser({ unknownMessages: 'close' });
  readonly #damage: Damage;
  readonly #loginTimer: NodeJS.Timeout;
  #encode: PixelEncoder = createPixelEncoder(RGB888);
  /** The part of the screen that the viewer waits for. */
  #requested: Rectangle | undefined;

  public constructor(options: RfbSessionOptions) {
    const { socket, picture } = options;
    this.#options = options;
    // Nobody knows a random password, so without one the server still asks, and refuses.
    const password = options.password ?? new Secret(randomBytes(8).toString('latin1'));
    this.#login = new HandshakeRunner(serverHandshake({ security: { kind: 'vnc', password } }));
    this.#damage = new Damage(picture.width, picture.height);
    this.#loginTimer = setTimeout(() => socket.destroy(), LOGIN_TIMEOUT_MS);
    const stopWatching = picture.watch((area) => {
      this.#damage.add(area);
    });
    socket.once('close', () => {
      clearTimeout(this.#loginTimer);
      stopWatching();
    });
    socket.on('data', (chunk: Buffer) => {
      this.#receive(chunk);
    });
    for (const bytes of this.#login.start()) socket.write(bytes);
  }

  /** Sends what changed, if the viewer asked for it and has taken all that was sent before. */
  public sendFrame(): void {
    const { socket, picture } = this.#options;
    if (this.#requested === undefined || socket.writableNeedDrain || !socket.writable) return;
    const areas = this.#damage.take(this.#requested);
    if (areas.length === 0) return;
    this.#requested = undefined;
    socket.write(
      encodeFramebufferUpdate(areas.map((area) => ({ ...area, pixels: this.#encode(picture.read(area)) }))),
    );
  }

  #receive(chunk: Buffer): void {
    try {
      if (this.#login.result === undefined) this.#continueLogin(chunk);
      else if (this.#login.result.isAuthenticated) this.#parse(chunk);
    } catch (error) {
      if (!isIronbridgeError(error)) throw error;
      this.#options.log.debug({ err: error }, 'A viewer broke the protocol');
      this.#options.socket.destroy();
    }
  }

  #continueLogin(chunk: Buffer): void {
    const { socket, onFailedLogin } = this.#options;
    for (const bytes of this.#login.push(chunk)) socket.write(bytes);
    if (this.#login.result === undefined) return;
    if (this.#login.result.isAuthenticated) {
      this.#parse(this.#login.rest);
    } else {
      onFailedLogin();
      socket.end();
    }
  }

  #parse(bytes: Uint8Array): void {
    for (const message of this.#parser.push(bytes)) {
      if (message.type === 'client-init') this.#join();
      else this.#obey(decodeClientMessage(message.bytes));
    }
  }

  #join(): void {
    const { socket, picture, name, onJoin } = this.#options;
    clearTimeout(this.#loginTimer);
    const { width, height } = picture;
    socket.write(encodeServerInit({ width, height, pixelFormat: RGB888, name }));
    onJoin(this);
  }

  #obey(message: ClientMessage): void {
    const { onKey, onPointer } = this.#options;
    switch (message.type) {
      case 'set-pixel-format':
        this.#setPixelFormat(message.pixelFormat);
        return;
      case 'framebuffer-update-request':
        this.#requested = message;
        if (!message.isIncremental) this.#damage.add(message);
        return;
      case 'key-event':
        if (message.isDown) onKey(message.keysym);
        return;
      case 'pointer-event':
        onPointer({ x: message.x, y: message.y, buttons: message.buttons });
        return;
      case 'set-encodings':
      case 'client-cut-text':
      case 'extended-clipboard':
      case 'enable-continuous-updates':
      case 'client-fence':
      case 'xvp':
      case 'set-desktop-size':
      case 'gii':
      case 'qemu-extended-key-event':
      case 'qemu-audio':
        // Every client knows Raw; the rest is of no interest to a screen without clipboard or sound.
        return;
    }
  }

  #setPixelFormat(format: PixelFormat): void {
    if (format.isTrueColour) {
      this.#encode = createPixelEncoder(format);
      return;
    }
    this.#options.log.info('A viewer asked for a colour map, which this server has not; its session ends');
    this.#options.socket.destroy();
  }
}
