import type { SessionClosedReason } from '@ironbridge/proxy';
import { generate } from 'selfsigned';
import { setImmediate } from 'node:timers/promises';
import { eventually } from './support/eventually.js';
import { FakeHub, HUB_SECRET, LINE_UP, type FakeHubOptions } from './support/fake-hub.js';
import { ProxyFixture, type FixtureOptions } from './support/proxy-fixture.js';
import type { TestViewer } from './support/test-viewer.js';

const MIB = 1024 * 1024;

describe('a serial console', () => {
  let fixture: ProxyFixture;
  let hub: FakeHub;

  afterEach(async () => {
    await fixture.close();
    await hub.close();
  });

  async function open(hubOptions: FakeHubOptions = {}, options: FixtureOptions = {}): Promise<void> {
    hub = await FakeHub.open(hubOptions);
    fixture = await ProxyFixture.open(options);
    await fixture.startSerialConsole(hub.transport);
  }

  async function connect(
    protocol = 'ironbridge.serial',
    mode: 'read-write' | 'read-only' = 'read-write',
  ): Promise<TestViewer> {
    const { session_key: sessionKey } = await fixture.redeem({ type: 'serial', mode });
    return await fixture.connect({ sessionKey, protocols: [protocol] });
  }

  it('says to the hub which line, in which mode, and who', async () => {
    await open();
    const viewer = await connect('ironbridge.serial', 'read-only');
    await viewer.take('login: '.length);
    const [hello] = hub.frames;
    if (hello?.type !== 'hello') throw new Error('no hello came first');
    expect(hello.hello).toMatchObject({ version: 1, mode: 'read-only', user: 'alice' });
    expect(hello.hello.secret.reveal()).toBe(HUB_SECRET);
  });

  it('carries bytes both ways in binary messages, and how the line stands in text ones', async () => {
    await open();
    const viewer = await connect();
    expect(viewer.socket.protocol).toBe('ironbridge.serial');
    expect((await viewer.take(7)).toString()).toBe('login: ');
    expect(viewer.texts.map((text) => JSON.parse(text) as unknown)).toEqual([{ type: 'status', ...LINE_UP }]);
    const bytes = Buffer.from([0x00, 0x80, 0xff, 0x0d, 0xc3]);
    viewer.send(bytes);
    await eventually('the bytes at the hub', () => hub.typed.equals(bytes));
    hub.send({ type: 'data', bytes });
    expect(await viewer.take(5)).toEqual(bytes);
    const down = { ...LINE_UP, line: 'down', reason: 'SOL session closed by BMC' } as const;
    hub.send({ type: 'status', status: down });
    await eventually('the status', () => viewer.texts.length === 2);
    expect(JSON.parse(viewer.texts[1] ?? '')).toEqual({ type: 'status', ...down });
  });

  it('sends a break where the viewer asks for one', async () => {
    await open();
    const viewer = await connect();
    await viewer.take(7);
    viewer.send('{"type":"break"}');
    await eventually('the break', () => hub.frames.at(-1)?.type === 'break');
  });

  it.each(['{"type":"reboot"}', '{"type":"break","times":9}', 'break', '[]', '{"type":"status"}'])(
    'closes a viewer that sends the control message %s',
    async (text) => {
      await open();
      const viewer = await connect();
      await viewer.take(7);
      viewer.send(text);
      await viewer.expectClosed('viewer-protocol');
      expect(hub.frames.map(({ type }) => type)).toEqual(['hello']);
    },
  );

  it('speaks binary as nova-serialproxy does, with a token and without a status', async () => {
    await open();
    const viewer = await fixture.connect({ token: fixture.mint({ type: 'serial' }) });
    expect((await viewer.take(7)).toString()).toBe('login: ');
    viewer.send(Buffer.from('ls\r'));
    await eventually('the bytes at the hub', () => hub.typed.toString() === 'ls\r');
    expect(viewer.texts).toEqual([]);
    viewer.send('text');
    await viewer.expectClosed('viewer-protocol');
  });

  it('speaks base64 as nova-serialproxy does', async () => {
    await open();
    const viewer = await connect('base64');
    await eventually('the first text', () => viewer.texts.length === 1);
    expect(Buffer.from(viewer.texts[0] ?? '', 'base64').toString()).toBe('login: ');
    const bytes = Buffer.from([0xff, 0x00, 0x80, 0x0d]);
    viewer.send(bytes.toString('base64'));
    await eventually('the bytes at the hub', () => hub.typed.equals(bytes));
    viewer.send('not base64!');
    await viewer.expectClosed('viewer-protocol');
  });

  it.each(['ironbridge.serial', 'binary', 'base64'])(
    'drops every byte and break of a read-only viewer that speaks %s',
    async (protocol) => {
      await open();
      const watcher = await connect(protocol, 'read-only');
      await eventually('the hello', () => hub.frames.length === 1);
      await eventually('the first text', () => watcher.received.length + watcher.texts.length > 0);
      watcher.send(protocol === 'base64' ? Buffer.from('rm\r').toString('base64') : Buffer.from('rm\r'));
      if (protocol === 'ironbridge.serial') watcher.send('{"type":"break"}');
      watcher.socket.ping();
      await new Promise((resolve) => watcher.socket.once('pong', resolve));
      hub.send({ type: 'data', bytes: Buffer.from('more') });
      await eventually(
        'the text after it',
        () => watcher.received.length + watcher.texts.join('').length > 10,
      );
      expect(hub.frames.map(({ type }) => type)).toEqual(['hello']);
    },
  );

  it('holds no slot of a BMC, and its session lives on between two viewers', async () => {
    await open();
    const { session_key: sessionKey } = await fixture.redeem({ type: 'serial' });
    const viewers = await Promise.all(
      [1, 2, 3].map(() => fixture.connect({ sessionKey, protocols: ['ironbridge.serial'] })),
    );
    for (const viewer of viewers) await viewer.take(7);
    expect(hub.sockets.size).toBe(3);
    for (const viewer of viewers) await viewer.close();
    await eventually('the hub to be left', () => hub.sockets.size === 0);
    const again = await fixture.connect({ sessionKey, protocols: ['ironbridge.serial'] });
    await again.take(7);
  });

  it('is not opened by a link to a graphical one, nor the other way round', async () => {
    await open();
    expect((await fixture.postToken(fixture.mint({ type: 'vnc' }))).status).toBe(401);
    const { uuid, generation } = await fixture.startConsole();
    const link = fixture.mint({ nodeUuid: uuid, generation, type: 'serial' });
    expect((await fixture.postToken(link)).status).toBe(401);
    expect(hub.sockets.size).toBe(0);
  });

  it('stops the line while the viewer reads nothing, and loses nothing once it does', async () => {
    await open();
    const viewer = await connect();
    await viewer.take(7);
    viewer.socket.pause();
    const [socket] = hub.sockets;
    const chunk = Buffer.alloc(MIB, 'x');
    for (let i = 0; i < 64; i++) hub.send({ type: 'data', bytes: chunk });
    let last = -1;
    let quietSinceMs = performance.now();
    await eventually(
      'the flow to stop',
      () => {
        const waiting = socket?.writableLength ?? 0;
        if (waiting !== last) quietSinceMs = performance.now();
        last = waiting;
        return performance.now() - quietSinceMs > 300;
      },
      10_000,
    );
    expect(last).toBeGreaterThan(32 * MIB);
    viewer.socket.resume();
    let arrived = 0;
    viewer.socket.removeAllListeners('message');
    viewer.socket.on('message', (data: Buffer) => {
      arrived += data.length;
    });
    await eventually('all of the text', () => arrived === 64 * MIB, 20_000);
  }, 40_000);

  it('stops the viewer while the hub reads nothing', async () => {
    await open();
    const viewer = await connect();
    await viewer.take(7);
    for (const socket of hub.sockets) socket.pause();
    for (let i = 0; i < 512; i++) viewer.send(Buffer.alloc(64 * 1024, 'x'));
    await setImmediate();
    let last = -1;
    let quietSinceMs = performance.now();
    await eventually(
      'the flow to stop',
      () => {
        if (viewer.socket.bufferedAmount !== last) quietSinceMs = performance.now();
        last = viewer.socket.bufferedAmount;
        return performance.now() - quietSinceMs > 300;
      },
      10_000,
    );
    expect(last).toBeGreaterThan(8 * MIB);
    expect(fixture.log.events('session-closed')).toEqual([]);
    await viewer.vanish();
  }, 20_000);

  describe('that cannot be opened', () => {
    const cases: readonly (readonly [SessionClosedReason, string, FakeHubOptions])[] = [
      [
        'line-unknown',
        'the hub does not know the line',
        { answer: [{ type: 'refused', refusal: { reason: 'unknown' } }] },
      ],
      ['line-full', 'the hub has no place', { answer: [{ type: 'refused', refusal: { reason: 'full' } }] }],
      ['hub-unreachable', 'the hub hangs up', { onConnection: (socket) => socket.end() }],
      ['console-protocol', 'it is no hub', { onConnection: (socket) => socket.write('RFB 003.008\n') }],
      ['console-protocol', 'the hub does not greet', { answer: [{ type: 'data', bytes: Buffer.from('x') }] }],
      [
        'console-protocol',
        'the hub greets twice',
        {
          answer: [
            { type: 'welcome', welcome: { writable: true } },
            { type: 'welcome', welcome: { writable: true } },
          ],
        },
      ],
    ];

    it('is told as viewer-idle where the hub ends a session in which nothing happened', async () => {
      await open();
      const viewer = await connect();
      await viewer.take('login: '.length);
      hub.send({ type: 'refused', refusal: { reason: 'idle' } });
      await viewer.expectClosed('viewer-idle');
      expect(fixture.events.filter(({ type }) => type === 'lost')).toEqual([]);
    });

    it.each(cases)('is told as %s where %s', async (reason, _where, options) => {
      await open(options);
      await (await connect()).expectClosed(reason);
      await eventually('the hub to be left', () => hub.sockets.size === 0);
    });

    it('is told as hub-unreachable where nobody listens', async () => {
      await open();
      await fixture.startSerialConsole({ ...hub.transport, port: 1 });
      await (await connect()).expectClosed('hub-unreachable');
      expect(fixture.events.filter(({ type }) => type === 'lost')).toEqual([]);
    });

    it('tells the conductor where its hub does not hold the line', async () => {
      await open({ answer: [{ type: 'refused', refusal: { reason: 'unknown' } }] });
      await (await connect()).expectClosed('line-unknown');
      await eventually('the event', () => fixture.events.some(({ type }) => type === 'lost'));
    });

    it.each([
      ['unix', { kind: 'unix', path: '/run/line' }],
      ['tcp', { kind: 'tcp', host: '127.0.0.1', port: 1 }],
    ] as const)('is not dialled by transport %s', async (kind, transport) => {
      await open();
      await fixture.startSerialConsole(transport);
      await (await connect()).expectClosed('console-not-supported');
      expect(fixture.log.text()).toContain(`transport ${kind}`);
    });

    it('is closed when the line of the hub ends', async () => {
      await open();
      const viewer = await connect();
      await viewer.take(7);
      for (const socket of hub.sockets) socket.destroy();
      await viewer.expectClosed('console-ended');
    });
  });

  describe('of a hub with TLS', () => {
    const certificate = async (): Promise<{ key: string; cert: string }> => {
      const { private: key, cert } = await generate([{ name: 'commonName', value: 'hub' }]);
      return { key, cert };
    };

    it('is opened where the certificate is the pinned one', async () => {
      await open({ tls: await certificate() });
      const viewer = await connect();
      expect((await viewer.take(7)).toString()).toBe('login: ');
      viewer.send(Buffer.from('x'));
      await eventually('the byte at the hub', () => hub.typed.toString() === 'x');
    });

    it('is sent nothing, the secret least of all, where it shows another one (CVE-2025-64432, CVE-2026-13208 class)', async () => {
      await open({ tls: await certificate() });
      await fixture.startSerialConsole({ ...hub.transport, certificate: (await certificate()).cert });
      await (await connect()).expectClosed('hub-unreachable');
      expect(hub.frames).toEqual([]);
    });

    it('is sent nothing where the hub does not speak TLS', async () => {
      await open();
      await fixture.startSerialConsole({ ...hub.transport, certificate: (await certificate()).cert });
      await (await connect()).expectClosed('hub-unreachable');
      expect(hub.frames.filter(({ type }) => type === 'hello')).toEqual([]);
    });
  });
});
