import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { TLSSocket, type SecureContext } from 'node:tls';

import { isIronbridgeError, Secret, systemClock, type Logger } from '@ironbridge/common';
import {
  ClientMessageParser,
  decodeClientMessage,
  encodeFramebufferUpdate,
  encodeServerInit,
  HandshakeRunner,
  RGB555,
  RGB888,
  serverHandshake,
  type ClientMessage,
  type PixelFormat,
} from '@ironbridge/rfb';

import { Damage } from '../picture/damage.js';
import type { DemoPicture } from '../picture/demo-picture.js';
import { vencryptHandshake, type LoginResult } from './vencrypt-handshake.js';
import { KNOWN_ENCODINGS, type VncQuirks } from './vnc-quirks.js';
import { createPixelEncoder, type PixelEncoder } from '../picture/pixel-encoder.js';
import type { Rectangle } from '../picture/rectangle.js';

export interface RfbSessionOptions {
  readonly socket: Socket;
  readonly quirks: VncQuirks;
  /** Set: the viewer is led to TLS by VeNCrypt. */
  readonly vencrypt: VencryptOptions | undefined;
  /** Undefined: no login succeeds. */
  readonly password: Secret | undefined;
  /** True: no password is asked for. */
  readonly isOpen: boolean;
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

/** How VeNCrypt is spoken. */
export interface VencryptOptions {
  readonly secureContext: SecureContext;
  /** Milliseconds of silence before the version. */
  readonly silenceMs: number;
}

/** No handshake here has more. */
const HANDSHAKE_MESSAGES = 8;

const LOGIN_TIMEOUT_MS = 15_000;

/** One viewer of the built-in VNC server. RFC 6143 */
export class RfbSession {
  readonly #options: RfbSessionOptions;
  readonly #login: HandshakeRunner<LoginResult>;
  readonly #closed = new AbortController();
  #socket: Socket;
  /** Messages of the handshake leave in this order, each after its delay. */
  #queue: Promise<void> = Promise.resolve();
  #hasPicture = true;
  readonly #parser = new ClientMessageParser({ unknownMessages: 'close' });
  readonly #damage: Damage;
  readonly #loginTimer: NodeJS.Timeout;
  readonly #ownFormat: PixelFormat;
  #encode: PixelEncoder;
  /** The part of the screen that the viewer waits for. */
  #requested: Rectangle | undefined;

  public constructor(options: RfbSessionOptions) {
    const { socket, picture, quirks, vencrypt } = options;
    this.#options = options;
    this.#socket = socket;
    this.#ownFormat = quirks.isRgb555 === true ? RGB555 : RGB888;
    this.#encode = createPixelEncoder(this.#ownFormat);
    // Nobody knows a random password, so without one the server still asks, and refuses.
    const password = options.password ?? new Secret(randomBytes(8).toString('latin1'));
    this.#login = new HandshakeRunner<LoginResult>(
      vencrypt === undefined
        ? serverHandshake({ security: options.isOpen ? { kind: 'none' } : { kind: 'vnc', password } })
        : vencryptHandshake(password),
    );
    const silenceMs = vencrypt?.silenceMs ?? 0;
    const slownessMs = silenceMs + HANDSHAKE_MESSAGES * (quirks.handshakeDelayMs ?? 0);
    this.#damage = new Damage(picture.width, picture.height);
    this.#loginTimer = setTimeout(() => socket.destroy(), LOGIN_TIMEOUT_MS + slownessMs);
    const stopWatching = picture.watch((area) => {
      this.#damage.add(area);
    });
    socket.once('close', () => {
      clearTimeout(this.#loginTimer);
      this.#closed.abort();
      stopWatching();
    });
    this.#after(silenceMs, () => {
      this.#listen();
      this.#send(this.#login.start());
    });
  }

  /** Sends what changed, if the viewer asked for it and has taken all that was sent before. */
  public sendFrame(): void {
    const { picture } = this.#options;
    const socket = this.#socket;
    if (this.#requested === undefined || !this.#hasPicture || socket.writableNeedDrain || !socket.writable)
      return;
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
      this.#socket.destroy();
    }
  }

  #listen(): void {
    this.#socket.on('data', (chunk: Buffer) => {
      this.#receive(chunk);
    });
  }

  #startTls(): void {
    const { vencrypt, log } = this.#options;
    const outside = this.#socket;
    outside.removeAllListeners('data');
    this.#socket = new TLSSocket(outside, { isServer: true, secureContext: vencrypt?.secureContext });
    this.#socket.on('error', (error) => {
      log.debug({ err: error }, 'TLS with a viewer failed');
    });
    this.#listen();
    this.#send(this.#login.continueInTls());
  }

  #send(messages: readonly Uint8Array[]): void {
    for (const bytes of messages) this.#afterHandshakeDelay(() => this.#socket.write(bytes));
  }

  #afterHandshakeDelay(act: () => void): void {
    this.#after(this.#options.quirks.handshakeDelayMs ?? 0, act);
  }

  /** Acts at once where there is nothing to wait for, so that nothing comes between. */
  #after(delayMs: number, act: () => void): void {
    if ((this.#options.quirks.handshakeDelayMs ?? 0) === 0 && delayMs === 0) {
      act();
      return;
    }
    this.#queue = this.#queue
      .then(() => systemClock.sleep(delayMs, this.#closed.signal))
      .then(act)
      // A viewer that has left is waited for no longer.
      .catch(() => undefined);
  }

  #continueLogin(chunk: Buffer): void {
    this.#send(this.#login.push(chunk));
    if (this.#login.startsTls !== undefined) {
      this.#afterHandshakeDelay(() => {
        this.#startTls();
      });
    }
    if (this.#login.result === undefined) return;
    if (this.#login.result.isAuthenticated) {
      this.#parse(this.#login.rest);
    } else {
      this.#options.onFailedLogin();
      this.#afterHandshakeDelay(() => this.#socket.end());
    }
  }

  #parse(bytes: Uint8Array): void {
    for (const message of this.#parser.push(bytes)) {
      if (message.type === 'client-init') {
        this.#afterHandshakeDelay(() => {
          this.#join();
        });
      } else this.#obey(decodeClientMessage(message.bytes));
    }
  }

  #join(): void {
    const { picture, name, onJoin } = this.#options;
    clearTimeout(this.#loginTimer);
    const { width, height } = picture;
    this.#socket.write(encodeServerInit({ width, height, pixelFormat: this.#ownFormat, name }));
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
        this.#hasPicture = !this.#isDumbTo(message.encodings);
        return;
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

  #isDumbTo(encodings: readonly number[]): boolean {
    return (
      this.#options.quirks.isDumbToUnknownEncodings === true &&
      encodings.some((encoding) => !KNOWN_ENCODINGS.has(encoding))
    );
  }

  #setPixelFormat(format: PixelFormat): void {
    if (format.bitsPerPixel === 32 && this.#options.quirks.dropsAt32Bpp === true) {
      this.#socket.destroy();
      return;
    }
    if (format.isTrueColour) {
      this.#encode = createPixelEncoder(format);
      return;
    }
    this.#options.log.info('A viewer asked for a colour map, which this server has not; its session ends');
    this.#socket.destroy();
  }
}
