import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

import type { Secret } from '@ironbridge/common';
import {
  clientHandshake,
  encodeClientInit,
  encodeFramebufferUpdateRequest,
  type Handshake,
  HandshakeRunner,
  readServerInit,
  type ServerInit,
} from '@ironbridge/rfb';

/** Longest wait for anything that a server sends. */
const DEADLINE_MS = 5000;

export interface FrameRectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly pixels: Buffer;
}

/** A VNC client that knows Raw encoding. */
export class Viewer {
  public socket: Socket;
  #pending = Buffer.alloc(0);

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('error', () => undefined);
  }

  /** Connects, and nothing more. */
  public static async dial(port: number): Promise<Viewer> {
    const viewer = new Viewer(connect({ host: '127.0.0.1', port }));
    await once(viewer.socket, 'connect', { signal: AbortSignal.timeout(DEADLINE_MS) });
    return viewer;
  }

  /** Connects and logs in; over TLS or VeNCrypt where its value, the server's certificate, is given. */
  public static async logIn(
    port: number,
    password: Secret,
    { tls, vencrypt }: { readonly tls?: string; readonly vencrypt?: string } = {},
  ): Promise<{ viewer: Viewer; init: ServerInit }> {
    const viewer = await Viewer.dial(port);
    try {
      if (tls !== undefined) await viewer.#startTls(tls);
      const login = { kind: 'vnc', password } as const;
      const security =
        vencrypt === undefined ? login : ({ kind: 'vencrypt', isPeerVerified: true, login } as const);
      await viewer.#run(clientHandshake({ security }), vencrypt);
      viewer.socket.write(encodeClientInit(true));
      return { viewer, init: await viewer.#run(readServerInit()) };
    } catch (error) {
      viewer.close();
      throw error;
    }
  }

  /** Asks for a whole region, or for what changed in it, and waits for the answer. */
  public async requestFrame(
    isIncremental: boolean,
    region: { x: number; y: number; width: number; height: number },
    bytesPerPixel = 4,
  ): Promise<FrameRectangle[]> {
    this.socket.write(encodeFramebufferUpdateRequest({ isIncremental, ...region }));
    const head = await this.read(4);
    expect(head[0]).toBe(0);
    const rectangles: FrameRectangle[] = [];
    for (let left = head.readUInt16BE(2); left > 0; left -= 1) {
      const area = await this.read(12);
      const [width, height] = [area.readUInt16BE(4), area.readUInt16BE(6)];
      expect(area.readInt32BE(8)).toBe(0);
      const pixels = await this.read(width * height * bytesPerPixel);
      rectangles.push({ x: area.readUInt16BE(0), y: area.readUInt16BE(2), width, height, pixels });
    }
    return rectangles;
  }

  /** Exactly this many bytes. */
  public async read(length: number): Promise<Buffer> {
    while (this.#pending.length < length) {
      this.#pending = Buffer.concat([this.#pending, await this.#nextChunk()]);
    }
    const bytes = this.#pending.subarray(0, length);
    this.#pending = this.#pending.subarray(length);
    return bytes;
  }

  /** Waits until the server has closed the connection. */
  public async closedByServer(): Promise<void> {
    this.socket.resume();
    if (!this.socket.closed) await once(this.socket, 'close', { signal: AbortSignal.timeout(DEADLINE_MS) });
  }

  public close(): void {
    this.socket.destroy();
  }

  async #startTls(ca: string): Promise<void> {
    this.socket = connectTls({ socket: this.socket, ca, servername: 'localhost' });
    this.socket.on('error', () => undefined);
    await once(this.socket, 'secureConnect', { signal: AbortSignal.timeout(DEADLINE_MS) });
  }

  async #run<Result extends object>(handshake: Handshake<Result>, ca = ''): Promise<Result> {
    const runner = new HandshakeRunner(handshake);
    for (const bytes of runner.start()) this.socket.write(bytes);
    while (runner.result === undefined) {
      if (runner.startsTls !== undefined) {
        await this.#startTls(ca);
        for (const bytes of runner.continueInTls()) this.socket.write(bytes);
      }
      const chunk = this.#pending.length > 0 ? this.#pending : await this.#nextChunk();
      this.#pending = Buffer.alloc(0);
      if (chunk.length === 0) runner.end();
      else for (const bytes of runner.push(chunk)) this.socket.write(bytes);
    }
    this.#pending = Buffer.from(runner.rest);
    return runner.result;
  }

  /** Empty at the end of the stream. */
  async #nextChunk(): Promise<Buffer> {
    const timeout = AbortSignal.timeout(DEADLINE_MS);
    for (;;) {
      const chunk = this.socket.read() as Buffer | null;
      if (chunk !== null) return chunk;
      if (this.socket.readableEnded || this.socket.destroyed) return Buffer.alloc(0);
      const done = new AbortController();
      const signal = AbortSignal.any([timeout, done.signal]);
      const events = [once(this.socket, 'readable', { signal }), once(this.socket, 'close', { signal })];
      await Promise.race(events).finally(() => {
        done.abort();
      });
      await Promise.allSettled(events);
    }
  }
}
