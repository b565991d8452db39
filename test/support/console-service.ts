import { EventEmitter, once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';

export const LINK_TOKEN = 'tOkenOfTheLink';
export const SESSION_KEY = 'kEyOfTheSession';

/** API and proxy with one console, as `ironbridge console open` sees them. */
export class ConsoleService {
  /** What the API answers to a request for a link; null where the console is not enabled. */
  public type: 'serial' | 'vnc' | null = 'serial';
  public mode: 'read-write' | 'read-only' = 'read-write';
  public readonly redeemed: string[] = [];
  public readonly viewers: ConsoleViewer[] = [];
  readonly #server: Server;
  readonly #sockets: WebSocketServer;
  readonly #changes = new EventEmitter();

  private constructor() {
    this.#server = createServer((request, response) => {
      const answer = (status: number, body: unknown): void => {
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      };
      if (request.url === '/ironbridge/v1/nodes/n1/console-link') {
        if (this.type !== null) answer(200, { type: this.type, url: `${this.url}/#token=${LINK_TOKEN}` });
        else answer(409, { error_message: JSON.stringify({ faultstring: 'The console is not enabled' }) });
      } else if (request.url === '/redeem') {
        let body = '';
        request.on('data', (chunk: Buffer) => (body += chunk.toString()));
        request.on('end', () => {
          this.redeemed.push(body);
          const node = { uuid: 'b99dfff0-a083-435c-81f0-ac8b5a162c15', name: 'n1' };
          answer(200, { session_key: SESSION_KEY, node, type: 'serial', mode: this.mode });
        });
      } else {
        answer(404, { error_message: JSON.stringify({ faultstring: 'Node n2 could not be found' }) });
      }
    });
    this.#sockets = new WebSocketServer({
      server: this.#server,
      path: '/websockify',
      handleProtocols: (offers) =>
        offers.has(`ironbridge.session.${SESSION_KEY}`) ? 'ironbridge.serial' : false,
    });
    this.#sockets.on('connection', (socket) => {
      this.viewers.push(new ConsoleViewer(socket));
      this.#changes.emit('viewer');
    });
  }

  public static async start(): Promise<ConsoleService> {
    const service = new ConsoleService();
    service.#server.listen(0, '127.0.0.1');
    await once(service.#server, 'listening');
    return service;
  }

  public get url(): string {
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  /** The viewer that connected as number `count`, counted from 1; waits for it. */
  public async viewer(count = 1): Promise<ConsoleViewer> {
    const signal = AbortSignal.timeout(20_000);
    for (;;) {
      const viewer = this.viewers[count - 1];
      if (viewer !== undefined) return viewer;
      await once(this.#changes, 'viewer', { signal });
    }
  }

  public async close(): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#sockets.close();
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

/** One WebSocket: the line answers each byte with itself in angle brackets. */
export class ConsoleViewer {
  public typed = '';
  public readonly controls: string[] = [];
  readonly #socket: WebSocket;

  public constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer, isBinary) => {
      if (!isBinary) {
        this.controls.push(data.toString());
        return;
      }
      this.typed += data.toString('latin1');
      this.print(`<${data.toString('latin1')}>`);
    });
  }

  public tell(status: object = {}): void {
    const up = { type: 'status', line: 'up', reason: null, writable: true, writer: 'ada', readers: 1 };
    this.#socket.send(JSON.stringify({ ...up, ...status }));
  }

  public print(text: string): void {
    this.#socket.send(Buffer.from(text, 'latin1'));
  }

  public close(code: number, reason = ''): void {
    this.#socket.close(code, reason);
  }
}
