import { Secret } from '@ironbridge/common';
import { SESSION_CLOSED_REASONS } from '@ironbridge/proxy';
import { HandshakeRunner, encodeClientCutText, serverHandshake } from '@ironbridge/rfb';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { eventually } from './support/eventually.js';
import { SERVER_INIT } from './support/fake-bmc.js';
import { ProxyFixture, type FixtureOptions } from './support/proxy-fixture.js';
import type { TestViewer } from './support/test-viewer.js';
import { identityOf, pemOf, type CertificateName } from './support/tls-fixture.js';

/** What bmcweb says where its KVM is off. */
const WORDS = 'Error in connecting to KVM port';

/** A BMC as OpenBMC: sessions over Redfish, and RFB with None inside a WebSocket. */
class FakeOpenBmc {
  public readonly requests: string[] = [];
  public readonly upgrades: IncomingMessage[] = [];
  public readonly messages: Buffer[] = [];
  /** Why it closes each WebSocket at once, if it does. */
  public refusal: string | undefined;
  /** What it answers in place of each upgrade, if it does. */
  public upgradeStatus: number | undefined;
  readonly #sockets = new WebSocketServer({ noServer: true });
  readonly #server: Server;

  public constructor(identity?: CertificateName) {
    const serve: RequestListener = (request, response) => {
      this.requests.push(`${String(request.method)} ${String(request.url)}`);
      const sessions = '/redfish/v1/SessionService/Sessions';
      response.setHeader('content-type', 'application/json');
      if (request.method === 'POST') {
        response.writeHead(201, { 'X-Auth-Token': 'the-token', Location: `${sessions}/1` });
      }
      response.end(JSON.stringify({ Links: { Sessions: { '@odata.id': sessions } } }));
    };
    this.#server =
      identity === undefined ? createServer(serve) : createTlsServer({ ...identityOf(identity) }, serve);
  }

  public async listen(): Promise<number> {
    this.#server.on('upgrade', (request, socket, head) => {
      this.upgrades.push(request);
      if (this.upgradeStatus !== undefined) {
        const location = 'Location: http://127.0.0.1:1/';
        socket.end(`HTTP/1.1 ${String(this.upgradeStatus)} No\r\n${location}\r\nContent-Length: 0\r\n\r\n`);
        return;
      }
      this.#sockets.handleUpgrade(request, socket, head, (webSocket) => {
        if (this.refusal !== undefined) webSocket.close(1000, this.refusal);
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

  /** Closes all WebSockets, with these words. */
  public closeAll(words: string): void {
    for (const client of this.#sockets.clients) client.close(1000, words);
  }

  /** Sends each WebSocket what is none of its frames. */
  public breakAll(): void {
    for (const { socket } of this.upgrades) socket.write(Buffer.alloc(16, 0xff));
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
  let fixture: ProxyFixture | undefined;

  afterEach(async () => {
    await fixture?.close();
    bmc.close();
  });

  async function open(
    options: { identity?: CertificateName; proxy?: FixtureOptions['proxy'] } = {},
  ): Promise<ProxyFixture> {
    const { identity, proxy = {} } = options;
    bmc = new FakeOpenBmc(identity);
    const port = await bmc.listen();
    const login = { kind: 'redfish-session', username: 'root', password: new Secret('0penBmc') } as const;
    const scheme = identity === undefined ? 'ws' : 'wss';
    fixture = await ProxyFixture.open({
      proxy,
      connection: {
        port,
        transport: { kind: 'websocket', scheme, path: '/kvm/0', verifyCa: true, login },
        security: { kind: 'none' },
        quirks: { maxClientMessageBytes: 512 },
      },
    });
    return fixture;
  }

  it('is opened with a session of its own, which is deleted with it', async () => {
    const viewer = await (await open()).watch();
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
    const viewer = await (await open()).watch();
    await viewer.take(SERVER_INIT.length);
    const text = encodeClientCutText('x'.repeat(5_000));
    viewer.send(text);
    await eventually('the text', () => Buffer.concat(bmc.messages).length === 1 + text.length);
    expect(Buffer.concat(bmc.messages).subarray(1)).toEqual(text);
    expect(Math.max(...bmc.messages.map(({ length }) => length))).toBe(512);
  });

  it('is told to have no slot left where it says so', async () => {
    const opened = await open();
    bmc.refusal = 'Max sessions are already connected';
    await opened.expectRefusal('slots-taken');
  });

  it.each([
    ['at once', () => Promise.resolve()],
    [
      'later',
      async (viewer: TestViewer) => {
        await viewer.handshake();
        viewer.send(Buffer.of(0));
        await viewer.take(SERVER_INIT.length);
        bmc.closeAll(WORDS);
      },
    ],
  ])('is told to have ended, and the log says its words, where it closes %s', async (when, then) => {
    const opened = await open();
    if (when === 'at once') bmc.refusal = WORDS;
    const { session_key: sessionKey } = await opened.redeem();
    const viewer = await opened.connect({ sessionKey });
    await then(viewer);
    await viewer.expectClosed('console-ended');
    expect(opened.log.text()).toContain(WORDS);
  });

  it.each([
    [401, 'login-refused'],
    [403, 'login-refused'],
    [302, 'console-protocol'],
    [404, 'console-protocol'],
    [500, 'console-busy'],
    [503, 'console-busy'],
  ] as const)('is told where it answers the upgrade with %d: %s', async (status, reason) => {
    const opened = await open();
    bmc.upgradeStatus = status;
    await opened.expectRefusal(reason);
    expect(bmc.upgrades).toHaveLength(1);
    await eventually('the session to be deleted', () =>
      bmc.requests.includes('DELETE /redfish/v1/SessionService/Sessions/1'),
    );
  });

  it('is ended, and the log says why, where it breaks off its frames', async () => {
    const opened = await open();
    const viewer = await opened.watch();
    await viewer.take(SERVER_INIT.length);
    bmc.breakAll();
    expect((await viewer.closed).code).toBe(SESSION_CLOSED_REASONS['console-ended'].closeCode);
    expect(opened.log.text()).toContain('broke its WebSocket');
  });

  describe('with TLS', () => {
    const proxy = { consoleTls: { ca: pemOf('ca') } };

    it("is logged in to and opened with a certificate of the operator's authorities", async () => {
      const viewer = await (await open({ identity: 'server', proxy })).watch();
      expect(await viewer.take(SERVER_INIT.length)).toEqual(SERVER_INIT);
      expect(bmc.requests).toContain('POST /redfish/v1/SessionService/Sessions');
    });

    it.each([
      ['foreign', 'certificate-untrusted'],
      ['other', 'certificate-name'],
      ['expired', 'certificate-expired'],
    ] as const)('is sent nothing where its certificate is %s: %s', async (identity, reason) => {
      const opened = await open({ identity, proxy });
      await opened.expectRefusal(reason);
      expect(bmc.requests).toEqual([]);
    });
  });
});
