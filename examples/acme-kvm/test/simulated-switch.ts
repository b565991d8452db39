import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Settings {
  readonly enabled: boolean;
  readonly idle_minutes: number;
}

/** A KVM switch of Acme's, as far as its manual tells: `GET /api/vnc` and `PATCH /api/vnc`, behind HTTP Basic. */
export class SimulatedSwitch {
  public readonly password = 'acme-of-the-test';
  /** What can be read of the VNC server; an observer may change it, as other users of the switch do. */
  public settings: Settings = { enabled: false, idle_minutes: 15 };
  public vncPassword = 'factory1';
  public writes = 0;
  public failedLogins = 0;
  readonly #server: Server;
  #comesBack: Promise<void> | null = null;

  private constructor() {
    this.#server = createServer((request, response) => {
      void this.#answer(request, response);
    });
  }

  /** Listens on a free port of 127.0.0.1. */
  public static async listen(): Promise<SimulatedSwitch> {
    const simulated = new SimulatedSwitch();
    simulated.#server.listen(0, '127.0.0.1');
    await once(simulated.#server, 'listening');
    return simulated;
  }

  public get url(): string {
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  /** Stops answering until the returned function is called. */
  public hang(): () => void {
    let comeBack = (): void => undefined;
    this.#comesBack = new Promise((resolve) => {
      comeBack = resolve;
    });
    return () => {
      this.#comesBack = null;
      comeBack();
    };
  }

  public async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += String(chunk);
    await this.#comesBack;
    const login = `Basic ${Buffer.from(`admin:${this.password}`).toString('base64')}`;
    if (request.headers.authorization !== login) {
      this.failedLogins += 1;
      response.writeHead(401).end();
    } else if (request.method === 'PATCH') {
      const { password, ...settings } = JSON.parse(body) as Settings & { password: string };
      this.settings = settings;
      this.vncPassword = password;
      this.writes += 1;
      response.writeHead(204).end();
    } else {
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify({ ...this.settings, port: 5900, max_viewers: 2 }));
    }
  }
}
