import type { Store } from '@ironbridge/store';
import { eventually } from './support/eventually.js';
import { SERVER_INIT } from './support/fake-bmc.js';
import { countOpenDescriptors } from './support/open-descriptors.js';
import { ProxyFixture } from './support/proxy-fixture.js';

describe('the life of a session', () => {
  let fixture: ProxyFixture;

  afterEach(async () => {
    await fixture.close();
  });

  it('ends within a second of the console being disabled', async () => {
    fixture = await ProxyFixture.open();
    const viewer = await fixture.watch();
    await viewer.take(SERVER_INIT.length);
    const startedAtMs = performance.now();
    await fixture.store.nodes.setConsoleWanted(fixture.node.uuid, false);
    expect((await viewer.closed).code).toBe(4404);
    await eventually('the BMC to be left', () => fixture.bmc.sockets.size === 0);
    expect(performance.now() - startedAtMs).toBeLessThan(1_000);
  });

  it('ends within a second of a revoke, also while the viewer does not answer', async () => {
    fixture = await ProxyFixture.open();
    const viewer = await fixture.watch();
    await viewer.take(SERVER_INIT.length);
    const [session] = await fixture.store.sessions.list();
    const startedAtMs = performance.now();
    viewer.socket.pause();
    await fixture.store.sessions.revoke(session?.id ?? '');
    await eventually('the audit', () => fixture.log.events('session-closed').length === 1);
    expect(performance.now() - startedAtMs).toBeLessThan(1_000);
    expect(fixture.log.events('session-closed')).toMatchObject([{ reason: 'revoked', phase: 'relaying' }]);
    expect(fixture.bmc.sockets.size).toBe(0);
  });

  it.each([
    ['revoked', (store: Store, sessionId: string) => store.sessions.revoke(sessionId)],
    ['disabled', (store: Store, _: string, node: string) => store.nodes.setConsoleWanted(node, false)],
  ])('ends by the next check where the event of what was %s got lost', async (_what, end) => {
    fixture = await ProxyFixture.open({
      isDeaf: true,
      proxy: { limits: { recheckIntervalMs: 100 } },
    });
    const viewer = await fixture.watch();
    await viewer.take(SERVER_INIT.length);
    const [session] = await fixture.store.sessions.list();
    const startedAtMs = performance.now();
    await end(fixture.store, session?.id ?? '', fixture.node.uuid);
    expect((await viewer.closed).code).toBe(4403);
    await eventually('the BMC to be left', () => fixture.bmc.sockets.size === 0);
    expect(performance.now() - startedAtMs).toBeLessThan(1_000);
  });

  it('ends when its absolute limit is reached', async () => {
    fixture = await ProxyFixture.open({ proxy: { limits: { sessionLimitMs: 400, recheckIntervalMs: 50 } } });
    const viewer = await fixture.watch();
    expect(await viewer.closed).toMatchObject({
      code: 4403,
      reason: expect.stringContaining('time limit') as string,
    });
  });

  it('survives a reload: the same key connects again', async () => {
    fixture = await ProxyFixture.open({ connection: { slots: 1 } });
    const { session_key: sessionKey } = await fixture.redeem();
    for (let reload = 0; reload < 3; reload++) {
      const viewer = await fixture.connect({ sessionKey });
      await viewer.handshake();
      await viewer.close();
      await eventually('the slot', () => fixture.log.events('session-closed').length === reload + 1);
    }
    expect(fixture.bmc.connections).toBe(3);
  });

  it('ends with the console: what the BMC said last still arrives', async () => {
    fixture = await ProxyFixture.open();
    const viewer = await fixture.watch();
    await viewer.take(SERVER_INIT.length);
    for (const socket of fixture.bmc.sockets) socket.end('last words');
    expect((await viewer.closed).code).toBe(4503);
    expect(viewer.received.toString()).toBe('last words');
  });

  it('ends where the viewer never speaks, and frees both sockets', async () => {
    fixture = await ProxyFixture.open({ proxy: { limits: { negotiationTimeoutMs: 200 } } });
    const { session_key: sessionKey } = await fixture.redeem();
    const viewer = await fixture.connect({ sessionKey });
    expect((await viewer.closed).code).toBe(4504);
    await eventually('the BMC to be left', () => fixture.bmc.sockets.size === 0);
    await eventually('the audit', () => fixture.log.events('session-closed').length === 1);
    expect(fixture.log.events('session-closed')).toMatchObject([{ reason: 'viewer-timeout' }]);
  });

  it('ends where the viewer gives no sign of life', async () => {
    fixture = await ProxyFixture.open({ proxy: { limits: { pingIntervalMs: 100 } } });
    const viewer = await fixture.watch();
    await viewer.take(SERVER_INIT.length);
    viewer.socket.pause();
    await eventually('the audit', () => fixture.log.events('session-closed').length === 1);
    expect(fixture.log.events('session-closed')).toMatchObject([{ reason: 'viewer-lost' }]);
  });

  it('ends where its slot could not be renewed', async () => {
    fixture = await ProxyFixture.open({ proxy: { limits: { slotLeaseMs: 300 } } });
    const viewer = await fixture.watch();
    await viewer.take(SERVER_INIT.length);
    jest.spyOn(fixture.store.sessions, 'renewViewers').mockResolvedValue([]);
    expect((await viewer.closed).code).toBe(4503);
  });

  it('never takes more slots than the BMC has, at two proxies together', async () => {
    fixture = await ProxyFixture.open({ connection: { slots: 2 } });
    const another = await fixture.openAnother();
    const keys = await Promise.all(
      Array.from({ length: 6 }, async () => (await fixture.redeem()).session_key),
    );
    const viewers = await Promise.all(
      keys.map((sessionKey, i) => fixture.connect({ sessionKey }, i % 2 === 0 ? fixture.url : another)),
    );
    const refused = viewers.map(async ({ closed }) => await closed);
    await eventually('four refusals', () => fixture.log.events('session-closed').length === 4);
    expect(fixture.log.events('session-closed').map(({ reason }) => reason)).toEqual(
      Array.from({ length: 4 }, () => 'slots-taken'),
    );
    expect(fixture.bmc.connections).toBe(2);
    await Promise.all(
      viewers.map(async (viewer) => {
        await viewer.vanish();
      }),
    );
    expect((await Promise.all(refused)).filter(({ code }) => code === 4409)).toHaveLength(4);
  });

  it('is refused with 503 above the caps, and others go on (OSSN-0008)', async () => {
    fixture = await ProxyFixture.open({ proxy: { limits: { maxViewersPerUser: 1 } } });
    const viewer = await fixture.watch();
    await viewer.take(SERVER_INIT.length);
    const token = fixture.mint();
    const refused = fixture.connect({ token });
    await expect(refused).rejects.toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
    const other = await fixture.watch({ user: 'bob' });
    await viewer.close();
    await eventually('the seat', () => fixture.log.events('session-closed').length === 1);
    // The token was not spent on the refusal.
    const late = await fixture.connect({ token });
    await late.close();
    await other.close();
  });

  it('is drained with a hundred others, each told to connect again', async () => {
    const perNode = 50;
    fixture = await ProxyFixture.open({
      connection: { slots: perNode },
      proxy: { limits: { maxViewersPerNode: perNode } },
    });
    const other = await fixture.startConsole({ slots: perNode });
    const claims = [{}, { nodeUuid: other.uuid, generation: other.generation }];
    const viewers = await Promise.all(
      Array.from({ length: 2 * perNode }, (_, i) => fixture.watch(claims[i % claims.length])),
    );
    await eventually('ClientInit of all', () => fixture.bmc.received.length === viewers.length);
    expect(fixture.bmc.sockets.size).toBe(viewers.length);
    const before = await countOpenDescriptors();
    await fixture.proxy.close({ drainMs: 100 });
    const ends = await Promise.all(viewers.map(({ closed }) => closed));
    expect(new Set(ends.map(({ code }) => code))).toEqual(new Set([1012]));
    expect(fixture.log.events('session-closed').map(({ reason }) => reason)).toEqual(
      viewers.map(() => 'drain'),
    );
    await eventually('the BMC to be left', () => fixture.bmc.sockets.size === 0);
    // Two ends of a WebSocket and two of the BMC's connection for each.
    await eventually('descriptors', async () => (await countOpenDescriptors()) < before - 4 * viewers.length);
  });

  it('goes on while the proxy drains, then is told to connect again', async () => {
    fixture = await ProxyFixture.open();
    const viewer = await fixture.watch();
    await viewer.take(SERVER_INIT.length);
    const { session_key: sessionKey } = await fixture.redeem();
    const token = fixture.mint();
    const closed = fixture.proxy.close({ drainMs: 500 });
    expect((await fetch(`${fixture.url}/readyz`)).status).toBe(503);
    expect((await fetch(`${fixture.url}/healthz`)).status).toBe(200);
    expect((await fixture.postToken(token)).status).toBe(503);
    await expect(fixture.connect({ sessionKey })).rejects.toMatchObject({ status: 503 });
    fixture.bmc.send(Buffer.from('still here'));
    expect((await viewer.take(10)).toString()).toBe('still here');
    expect((await viewer.closed).code).toBe(1012);
    await closed;
    await expect(fetch(`${fixture.url}/healthz`)).rejects.toThrow();
  });
});
