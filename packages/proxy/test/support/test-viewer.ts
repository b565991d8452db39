import { SESSION_CLOSED_REASONS, type SessionClosedReason } from '@ironbridge/proxy';
import { HandshakeRunner, clientHandshake } from '@ironbridge/rfb';
import { once } from 'node:events';
import WebSocket from 'ws';
import { eventually } from './eventually.js';

export interface ViewerOptions {
  readonly sessionKey?: string;
  readonly token?: string;
  readonly origin?: string;
  readonly host?: string;
  /** Besides the one with the session key; `binary` unless given. */
  readonly protocols?: readonly string[];
}

/** How the proxy answered an upgrade that it refused. */
export class UpgradeRefused extends Error {
  public readonly status: number;
  public readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  public readonly body: string;

  public constructor(status: number, headers: UpgradeRefused['headers'], body: string) {
    super(`The upgrade was refused with ${String(status)}: ${body}`);
    this.status = status;
    this.headers = headers;
    this.body = body;
  }
}

/** A VNC viewer behind a WebSocket, as noVNC is one. */
export class TestViewer {
  public readonly socket: WebSocket;
  /** Text messages that came, in order. */
  public readonly texts: string[] = [];
  readonly #chunks: Buffer[] = [];
  readonly #closed: Promise<{ code: number; reason: string }>;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('error', () => undefined);
    socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) this.#chunks.push(data);
      else this.texts.push(data.toString());
    });
    this.#closed = new Promise((resolve) => {
      socket.once('close', (code, reason) => {
        resolve({ code, reason: reason.toString() });
      });
    });
  }

  /** @throws UpgradeRefused */
  public static async open(url: string, options: ViewerOptions): Promise<TestViewer> {
    const { sessionKey, token, origin, host } = options;
    const protocols = [
      ...(options.protocols ?? ['binary']),
      ...(sessionKey === undefined ? [] : [`ironbridge.session.${sessionKey}`]),
    ];
    const query = token === undefined ? '' : `?token=${token}`;
    const socket = new WebSocket(`${url.replace('http', 'ws')}/websockify${query}`, [...protocols], {
      ...(origin === undefined ? {} : { origin }),
      headers: host === undefined ? {} : { host },
      perMessageDeflate: true,
    });
    const viewer = new TestViewer(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
      socket.once('unexpected-response', (_request, response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          reject(
            new UpgradeRefused(response.statusCode ?? 0, response.headers, Buffer.concat(chunks).toString()),
          );
        });
      });
    });
    return viewer;
  }

  /** All that came, minus what {@link take} took. */
  public get received(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  public get closed(): Promise<{ code: number; reason: string }> {
    return this.#closed;
  }

  /** Waits until the proxy has closed it, and expects that it was for this reason. */
  public async expectClosed(reason: SessionClosedReason): Promise<void> {
    const { closeCode, phrase } = SESSION_CLOSED_REASONS[reason];
    expect(await this.closed).toEqual({ code: closeCode, reason: phrase });
  }

  public send(bytes: Uint8Array | string): void {
    this.socket.send(bytes);
  }

  /** Takes exactly `length` bytes of what comes. */
  public async take(length: number): Promise<Buffer> {
    await eventually(`${String(length)} bytes at the viewer`, () => this.received.length >= length);
    const all = this.received;
    this.#chunks.splice(0, this.#chunks.length, all.subarray(length));
    return all.subarray(0, length);
  }

  /** Shakes hands as a VNC client that only knows None. ClientInit comes next. */
  public async handshake(): Promise<void> {
    const runner = new HandshakeRunner(clientHandshake({ security: { kind: 'none' } }));
    for (const bytes of runner.start()) this.send(bytes);
    while (runner.result === undefined) {
      for (const bytes of runner.push(await this.take(1))) this.send(bytes);
    }
  }

  public async close(): Promise<void> {
    this.socket.close();
    await this.#closed;
  }

  /** Goes without a word, as a viewer whose network broke. */
  public async vanish(): Promise<void> {
    this.socket.terminate();
    if (this.socket.readyState !== WebSocket.CLOSED) await once(this.socket, 'close');
  }
}
