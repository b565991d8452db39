import { Secret } from '@ironbridge/common';
import { SESSION_CLOSED_REASONS } from '@ironbridge/proxy';
import { HandshakeRunner, encodeClientCutText, serverHandshake } from '@ironbridge/rfb';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { eventually } from './support/eventually.js';
import { SERVER_INIT } from './support/fake-bmc.js';
import { ProxyFixture } from './support/proxy-fixture.js';

/** A BMC as OpenBMC: sessions over Redfish, and RFB with None inside a WebSocket. */
class FakeOpenBmc {
  public readonly requests: string[] = [];
  public readonly upgrades: IncomingMessage[] = [];
  public readonly messages: Buffer[] = [];
  public isFull = false;
  readonly #sockets = new WebSocketServer({ noServer: true });
  readonly #server: Server = createServer((request, response) => {
    this.requests.push(`${String(request.method)} ${String(request.url)}`);
    const sessions = '/redfish/v1/SessionService/Sessions';
    response.setHeader('content-type', 'application/json');
    if (request.method === 'POST') {
      response.writeHead(201, { 'X-Auth-Token': 'the-token', Location: `${sessions}/1` });
    }
    response.end(JSON.stringify({ Links: { Sessions: { '@odata.id': sessions } } }));
  });

  public async listen(): Promise<number> {
    this.#server.on('upgrade', (request, socket, head) => {
      this.upgrades.push(request);
      this.#sockets.handleUpgrade(request, socket, head, (webSocket) => {
        if (this.isFull) webSocket.close(1000, 'Max sessions are already connected');
        else this.#serve(webSocket);
      });
    });
    await new Promise<void>((resolve) => {
      this.#server.listen(0, '127.0.0.1', resolve);
    });
    return (this.#server.address() as AddressInfo).port;
  }

  public close(): void {
    for (const client of this.#sockets.clients) client.terminate();
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #serve(webSocket: WebSocket): void {
    const runner = new HandshakeRunner(serverHandshake({ security: { kind: 'none' } }));
    for (const bytes of runner.start()) webSocket.send(bytes);
    webSocket.on('message', (data: Buffer) => {
      if (runner.result !== undefined) {
        if (this.messages.push(data) === 1) webSocket.send(SERVER_INIT);
      } else for (const bytes of runner.push(data)) webSocket.send(bytes);
    });
  }
}

describe('a console in a WebSocket', () => {
  let bmc: FakeOpenBmc;
  let fixture: ProxyFixture;

  beforeEach(async () => {
    bmc = new FakeOpenBmc();
    const port = await bmc.listen();
    const login = { kind: 'redfish-session', username: 'root', password: new Secret('0penBmc') } as const;
    fixture = await ProxyFixture.open({
      connection: {
        port,
        transport: { kind: 'websocket', scheme: 'ws', path: '/kvm/0', verifyCa: true, login },
        security: { kind: 'none' },
        quirks: { maxClientMessageBytes: 512 },
      },
    });
  });

  afterEach(async () => {
    await fixture.close();
    bmc.close();
  });

  it('is opened with a session of its own, which is deleted with it', async () => {
    const viewer = await fixture.watch();
    expect(await viewer.take(SERVER_INIT.length)).toEqual(SERVER_INIT);
    const [upgrade] = bmc.upgrades;
    expect(upgrade?.headers).toMatchObject({ 'x-auth-token': 'the-token' });
    expect(upgrade?.headers.host).toMatch(/^bmc\.invalid:\d+$/);
    expect(upgrade?.headers).not.toHaveProperty('sec-websocket-protocol');
    await viewer.vanish();
    await eventually('the session to be deleted', () =>
      bmc.requests.includes('DELETE /redfish/v1/SessionService/Sessions/1'),
    );
  });

  it('gets no message that is longer than it takes', async () => {
    const viewer = await fixture.watch();
    await viewer.take(SERVER_INIT.length);
    const text = encodeClientCutText('x'.repeat(5_000));
    viewer.send(text);
    await eventually('the text', () => Buffer.concat(bmc.messages).length === 1 + text.length);
    expect(Buffer.concat(bmc.messages).subarray(1)).toEqual(text);
    expect(Math.max(...bmc.messages.map(({ length }) => length))).toBe(512);
  });

  it('is told to have no slot left where it says so', async () => {
    bmc.isFull = true;
    const { session_key: sessionKey } = await fixture.redeem();
    const viewer = await fixture.connect({ sessionKey });
    expect((await viewer.closed).code).toBe(SESSION_CLOSED_REASONS['slots-taken'].closeCode);
  });
});
