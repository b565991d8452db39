import { EventEmitter, once } from 'node:events';
import type { Server } from 'node:http';
import { WebSocketServer } from 'ws';
import { viewerPage } from '../src/index.js';
import { closeServer, sendJson, servePage } from './page-server.js';
import { RfbServer } from './rfb-server.js';
import { SerialLine } from './serial-line.js';

export const SESSION_KEY = 'sEssIonKeyOfTheTest';

export interface MockProxyOptions {
  readonly nodeName?: string;
  readonly desktopName?: string;
  readonly type?: 'vnc' | 'serial';
  readonly mode?: 'read-write' | 'read-only';
  /** What the proxy says of the screen. */
  readonly screen?: { readonly depth: 8 };
  readonly redeemError?: { readonly status: number; readonly message: string; readonly requestId: string };
}

/** A proxy with one console, as the viewer page sees it. */
export class MockProxy {
  /** Bodies of the calls of /redeem. */
  public readonly redeemed: string[] = [];
  /** Subprotocols that each connection offered. */
  public readonly offered: string[][] = [];
  public readonly requestedUrls: string[] = [];
  public readonly viewers: RfbServer[] = [];
  /** Connections to the console where it is serial. */
  public readonly lines: SerialLine[] = [];
  public readonly origin: string;
  /** While true, an upgrade is answered with 401, as for a session key that opens nothing. */
  public isRefusing = false;
  readonly #server: Server;
  readonly #sockets: WebSocketServer;
  readonly #changes = new EventEmitter();

  private constructor(server: Server, origin: string, sockets: WebSocketServer, options: MockProxyOptions) {
    this.origin = origin;
    this.#server = server;
    this.#sockets = sockets;
    sockets.on('connection', (socket, request) => {
      this.requestedUrls.push(request.url ?? '');
      this.offered.push((request.headers['sec-websocket-protocol'] ?? '').split(/,\s*/));
      if (options.type === 'serial') this.lines.push(new SerialLine(socket, options.mode !== 'read-only'));
      else this.viewers.push(new RfbServer(socket, options.desktopName ?? 'iDRAC'));
      this.#changes.emit('viewer');
    });
  }

  public static async start(options: MockProxyOptions = {}): Promise<MockProxy> {
    const { nodeName = 'node-1', type = 'vnc', mode = 'read-write', screen, redeemError } = options;
    const { server, origin } = await servePage(viewerPage(), (request, response, body) => {
      proxy.requestedUrls.push(request.url ?? '');
      if (request.url === '/readyz') {
        sendJson(response, 200, {});
        return;
      }
      if (request.method !== 'POST' || request.url !== '/redeem') {
        sendJson(response, 404, {});
        return;
      }
      proxy.redeemed.push(body);
      if (redeemError !== undefined) {
        const { status, message, requestId } = redeemError;
        sendJson(response, status, { error: { code: 'ERR_TOKEN', message, request_id: requestId } });
        return;
      }
      sendJson(response, 200, {
        session_key: SESSION_KEY,
        node: { uuid: 'b99dfff0-a083-435c-81f0-ac8b5a162c15', name: nodeName },
        type,
        mode,
        screen,
        expires_at: '2030-01-01T00:00:00Z',
      });
    });
    const sockets = new WebSocketServer({
      server,
      path: '/websockify',
      handleProtocols: () => (type === 'serial' ? 'ironbridge.serial' : 'binary'),
      verifyClient: (_info, admit: (isAdmitted: boolean, status?: number) => void) => {
        admit(!proxy.isRefusing, 401);
      },
    });
    const proxy = new MockProxy(server, origin, sockets, options);
    return proxy;
  }

  /** The viewer that connected as number `count`, counted from 1; waits for it. */
  public viewer(count = 1): Promise<RfbServer> {
    return this.#connected(this.viewers, count);
  }

  /** The same of a serial console. */
  public line(count = 1): Promise<SerialLine> {
    return this.#connected(this.lines, count);
  }

  public async close(): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#sockets.close();
    await closeServer(this.#server);
  }

  async #connected<Connection>(all: readonly Connection[], count: number): Promise<Connection> {
    const signal = AbortSignal.timeout(10_000);
    for (;;) {
      const connection = all[count - 1];
      if (connection !== undefined) return connection;
      await once(this.#changes, 'viewer', { signal });
    }
  }
}
