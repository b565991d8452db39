import {
  clientHandshake,
  encodeClientInit,
  encodeKeyEvent,
  HandshakeRunner,
  readServerInit,
  type Handshake,
  type ServerInit,
} from '@ironbridge/rfb';
import { eventually } from '@ironbridge/testkit';
import WebSocket from 'ws';

/** How a viewer shows that it may come in. */
export type Credential = { readonly sessionKey: string } | { readonly token: string };

/** The token in a console's link. */
export function tokenOf(link: string): string {
  const token = new URLSearchParams(new URL(link).hash.slice(1)).get('token');
  if (token === null) throw new Error('The link holds no token');
  return token;
}

/** Spends the token of a link as the viewer page does. */
export async function redeem(link: string): Promise<{ status: number; body: string }> {
  const answer = await fetch(new URL('/redeem', link), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ token: tokenOf(link) }),
  });
  return { status: answer.status, body: await answer.text() };
}

/** The session key that a link is good for. */
export async function sessionKeyOf(link: string): Promise<string> {
  const { status, body } = await redeem(link);
  if (status !== 200) throw new Error(`The token was refused with ${status}: ${body}`);
  return (JSON.parse(body) as { session_key: string }).session_key;
}

/** A VNC client on the proxy's WebSocket, without a browser. */
export class ConsoleViewer {
  /** What the console said of itself. */
  public desktop: ServerInit | undefined;
  /** How it was closed, once it is. */
  public readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  readonly #socket: WebSocket;
  #received = Buffer.alloc(0);
  #isClosed = false;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('error', () => undefined);
    socket.on('message', (bytes: Buffer) => {
      // Pictures are not looked at: what follows the handshake is thrown away.
      if (this.desktop === undefined) this.#received = Buffer.concat([this.#received, bytes]);
    });
    this.closed = new Promise((resolve) => {
      socket.once('close', (code, reason) => {
        this.#isClosed = true;
        resolve({ code, reason: reason.toString() });
      });
    });
  }

  /** Spends a link and opens its console. */
  public static async openLink(link: string): Promise<ConsoleViewer> {
    return ConsoleViewer.open(new URL(link).origin, { sessionKey: await sessionKeyOf(link) });
  }

  /** Connects, and comes back when the console has shown its size and name. */
  public static async open(proxyUrl: string, credential: Credential): Promise<ConsoleViewer> {
    const url = new URL('/websockify', proxyUrl.replace(/^http/, 'ws'));
    const protocols = ['binary'];
    if ('token' in credential) url.searchParams.set('token', credential.token);
    else protocols.push(`ironbridge.session.${credential.sessionKey}`);
    const socket = new WebSocket(url, protocols);
    const viewer = new ConsoleViewer(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
      socket.once('unexpected-response', (_request, answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.once('end', () => {
          const body = Buffer.concat(chunks).toString();
          reject(new Error(`The proxy refused the viewer with ${String(answer.statusCode)}: ${body}`));
        });
      });
    });
    await viewer.#follow(clientHandshake({ security: { kind: 'none' } }));
    socket.send(encodeClientInit(true));
    viewer.desktop = await viewer.#follow(readServerInit());
    return viewer;
  }

  /** Presses a key and lets it go. */
  public press(keysym: number): void {
    for (const isDown of [true, false]) this.#socket.send(encodeKeyEvent(keysym, isDown));
  }

  public async close(): Promise<void> {
    this.#socket.close();
    await this.closed;
  }

  async #follow<Result extends object>(handshake: Handshake<Result>): Promise<Result> {
    const runner = new HandshakeRunner(handshake);
    for (const bytes of runner.start()) this.#socket.send(bytes);
    while (runner.result === undefined) {
      const chunk = await this.#next();
      for (const bytes of runner.push(chunk)) this.#socket.send(bytes);
    }
    this.#received = Buffer.concat([runner.rest, this.#received]);
    return runner.result;
  }

  async #next(): Promise<Buffer> {
    if (this.#received.length === 0 && !this.#isClosed) {
      await eventually(() => {
        if (this.#received.length === 0 && !this.#isClosed) throw new Error('The console sends nothing');
      });
    }
    if (this.#received.length === 0) {
      const { code, reason } = await this.closed;
      throw new Error(`The proxy closed the viewer with ${code}: ${reason}`);
    }
    const chunk = this.#received;
    this.#received = Buffer.alloc(0);
    return chunk;
  }
}
