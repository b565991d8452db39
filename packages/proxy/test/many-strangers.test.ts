import { silentLogger } from '@ironbridge/common';
import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { request as requestSecurely } from 'node:https';
import { connect, type Socket } from 'node:net';
import { generate } from 'selfsigned';
import { eventually } from './support/eventually.js';
import { SERVER_INIT } from './support/fake-bmc.js';
import { heapBytesInUse } from './support/heap-in-use.js';
import { inParallel } from './support/in-parallel.js';
import { countOpenDescriptors } from './support/open-descriptors.js';
import { ProxyFixture } from './support/proxy-fixture.js';
import { rawRequest, requestHead } from './support/raw-request.js';

const CONNECTIONS = 1_000;
const REQUESTS = 10_000;
const AT_A_TIME = 50;
const MIB = 1024 * 1024;

async function dial(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

/** Resolves when the connection is gone, in whatever way. */
function goneOf(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.resume().once('close', () => {
      resolve();
    });
  });
}

/** What strangers do with a connection before they drop it. */
const VISITS = [
  '',
  'GET / HT',
  'GET /websockify HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n',
  'POST /redeem HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{',
  '\x16\x03\x01\x02\x00\x01',
];

describe('a proxy among many strangers', () => {
  let fixture: ProxyFixture;

  afterEach(async () => {
    await fixture.close();
  });

  async function comeAndGo(): Promise<void> {
    await inParallel(CONNECTIONS, AT_A_TIME, async (visit) => {
      const socket = await dial(fixture.port);
      socket.write(VISITS[visit % VISITS.length] ?? '');
      const gone = goneOf(socket);
      if (visit % 2 === 0) socket.resetAndDestroy();
      else socket.destroy();
      await gone;
    });
  }

  async function expectDescriptors(atMost: number): Promise<void> {
    await eventually('descriptors to be freed', async () => (await countOpenDescriptors()) <= atMost);
  }

  it('holds nothing after 1,000 connections that came and went (CVE-2023-3354)', async () => {
    fixture = await ProxyFixture.open();
    const before = await countOpenDescriptors();
    await comeAndGo();
    await expectDescriptors(before);
    expect((await fetch(`${fixture.url}/healthz`, { headers: { connection: 'close' } })).status).toBe(200);
  });

  it('holds nothing after 1,000 connections that left before TLS began (CVE-2023-3354)', async () => {
    fixture = await ProxyFixture.open({ proxy: { tls: await createIdentity() } });
    const before = await countOpenDescriptors();
    await comeAndGo();
    await expectDescriptors(before);
  });

  it.each([
    ['HTTP', false],
    ['TLS', true],
  ])('waits for silent clients no longer than for headers, with %s (CVE-2023-3354)', async (_door, isTls) => {
    const tls = isTls ? { tls: await createIdentity() } : {};
    fixture = await ProxyFixture.open({ proxy: { limits: { headersTimeoutMs: 300 }, ...tls } });
    const before = await countOpenDescriptors();
    const silent = await Promise.all(Array.from({ length: AT_A_TIME }, () => dial(fixture.port)));
    await Promise.all(silent.map(goneOf));
    await expectDescriptors(before);
  });

  it('waits no longer than it may for a client that does not read its answer', async () => {
    const body = Buffer.alloc(64 * MIB);
    const asset = { contentType: 'text/javascript; charset=utf-8', body, etag: '"3"' };
    fixture = await ProxyFixture.open({
      proxy: {
        limits: { responseTimeoutMs: 500 },
        page: { assets: new Map([['/large.js', asset]]), contentSecurityPolicy: "default-src 'none'" },
      },
    });
    const before = await countOpenDescriptors();
    const socket = await dial(fixture.port);
    const answered = once(socket, 'readable');
    socket.write(requestHead('GET /large.js HTTP/1.1', { host: `127.0.0.1:${String(fixture.port)}` }));
    await answered;
    // The client's side stays open, and unread.
    await expectDescriptors(before + 1);
    socket.destroy();
  });

  it.each([
    ['HTTP', false],
    ['TLS', true],
  ])('does not wait for silent clients when it closes, with %s', async (_door, isTls) => {
    fixture = await ProxyFixture.open({ proxy: isTls ? { tls: await createIdentity() } : {} });
    const silent = await Promise.all(Array.from({ length: AT_A_TIME }, () => dial(fixture.port)));
    // Connections are taken in order: once a later one is answered, all of these are open.
    expect(await healthOf(fixture.url)).toBe(200);
    const gone = Promise.all(silent.map(goneOf));
    const startedAtMs = performance.now();
    await fixture.proxy.close();
    await gone;
    expect(performance.now() - startedAtMs).toBeLessThan(1_000);
  });

  it('learns nothing from 10,000 requests that claim other names (LP#2158919, LP#2160548)', async () => {
    fixture = await ProxyFixture.open({ proxy: { log: silentLogger } });
    const agent = new Agent({ keepAlive: true, maxSockets: 8 });
    const statusOf = async (path: string, headers: Record<string, string>): Promise<number | undefined> => {
      const [response] = (await once(
        request({ port: fixture.port, host: '127.0.0.1', path, headers, agent }).end(),
        'response',
      )) as [IncomingMessage];
      response.resume();
      await once(response, 'end');
      return response.statusCode;
    };
    const own = `127.0.0.1:${String(fixture.port)}`;
    const claim = (index: number): Promise<number | undefined> => {
      const name = `host-${String(index)}.example`;
      const origin = `http://${name}`;
      return index % 2 === 0
        ? statusOf('/', { host: name, origin, 'x-forwarded-host': name })
        : statusOf('/', { host: own, origin, 'x-forwarded-host': name });
    };
    const statuses = new Set<number | undefined>();
    const claimAll = async (from: number, count: number): Promise<void> => {
      await inParallel(count, 8, async (index) => {
        statuses.add(await claim(from + index));
      });
    };
    await claimAll(0, REQUESTS / 5);
    const [metricsBefore, heapBefore] = [await fixture.registry.metrics(), heapBytesInUse()];
    await claimAll(REQUESTS / 5, REQUESTS - REQUESTS / 5);
    expect(heapBytesInUse() - heapBefore).toBeLessThan(4 * MIB);
    expect((await fixture.registry.metrics()).split('\n')).toHaveLength(metricsBefore.split('\n').length);
    expect([...statuses].sort()).toEqual([400, 403]);
    expect([await claim(0), await claim(1)]).toEqual([400, 403]);
    expect(await statusOf('/', { host: own, origin: `http://${own}` })).toBe(200);
    agent.destroy();
  }, 20_000);

  it('serves a viewer while 1,000 upgrades without a right are refused (OSSN-0008)', async () => {
    fixture = await ProxyFixture.open();
    const viewer = await fixture.watch();
    await viewer.take(SERVER_INIT.length);
    const before = await countOpenDescriptors();
    const head = requestHead('GET /websockify HTTP/1.1', {
      Host: '127.0.0.1',
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
      'Sec-WebSocket-Protocol': `binary, ironbridge.session.${'a'.repeat(43)}`,
    });
    const statuses = new Set<number>();
    await inParallel(CONNECTIONS, AT_A_TIME, async (index) => {
      statuses.add((await rawRequest(fixture.port, head)).status);
      if (index % 100 !== 0) return;
      fixture.bmc.send(Buffer.from('picture'));
      expect((await viewer.take(7)).toString()).toBe('picture');
    });
    expect([...statuses]).toEqual([401]);
    expect(fixture.bmc.connections).toBe(1);
    await expectDescriptors(before);
    await viewer.close();
  });

  it('lets one user with 1,000 links have no more viewers than allowed, and others theirs (OSSN-0008)', async () => {
    fixture = await ProxyFixture.open({
      connection: { slots: 8 },
      proxy: { limits: { maxViewersPerUser: 4 } },
    });
    const admitted: Awaited<ReturnType<ProxyFixture['connect']>>[] = [];
    const refusals: unknown[] = [];
    await inParallel(CONNECTIONS, AT_A_TIME, async () => {
      await fixture.connect({ token: fixture.mint({ user: 'mallory' }) }).then(
        (viewer) => admitted.push(viewer),
        (error: unknown) => refusals.push(error),
      );
    });
    expect(admitted).toHaveLength(4);
    expect(refusals).toHaveLength(CONNECTIONS - 4);
    for (const refusal of refusals) {
      expect(refusal).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
    }
    const other = await fixture.watch({ user: 'bob' });
    expect(await other.take(SERVER_INIT.length)).toEqual(SERVER_INIT);
    for (const viewer of [...admitted, other]) await viewer.vanish();
  });
});

async function healthOf(url: string): Promise<number | undefined> {
  const options = { agent: false, rejectUnauthorized: false };
  const asked = url.startsWith('https:')
    ? requestSecurely(`${url}/healthz`, options)
    : request(`${url}/healthz`, options);
  const [response] = (await once(asked.end(), 'response')) as [IncomingMessage];
  response.resume();
  await once(response, 'end');
  return response.statusCode;
}

async function createIdentity(): Promise<{ key: string; cert: string }> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
  });
  return { key, cert };
}
