import { systemClock } from '@ironbridge/common';
import { randomUUID } from 'node:crypto';
import { FakeBmc, SERVER_INIT } from './support/fake-bmc.js';
import { ProxyFixture } from './support/proxy-fixture.js';

describe('tokens', () => {
  let fixture: ProxyFixture;

  beforeEach(async () => {
    fixture = await ProxyFixture.open();
  });
  afterEach(async () => {
    await fixture.close();
  });

  it('open exactly once when a hundred redeem one in parallel (LP#1197459)', async () => {
    const token = fixture.mint();
    const answers = await Promise.all(Array.from({ length: 100 }, () => fixture.postToken(token)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(99);
  });

  it('open once only, also at another proxy (LP#1197459)', async () => {
    const token = fixture.mint();
    const another = await fixture.openAnother();
    expect((await fixture.postToken(token)).status).toBe(200);
    expect((await fixture.postToken(token, another)).status).toBe(401);
    await expect(fixture.connect({ token }, another)).rejects.toMatchObject({ status: 401 });
  });

  it('are refused in the same words for all causes, and the audit knows the cause', async () => {
    const used = fixture.mint();
    await fixture.postToken(used);
    const refused = {
      forged: fixture.mint().replace(/^../, 'XX'),
      expired: fixture.mint({ expiresAt: new Date(Date.now() - 1) }),
      used,
      generation: fixture.mint({ generation: fixture.node.generation - 1 }),
      'no-such-node': fixture.mint({ nodeUuid: randomUUID() }),
      'wrong-type': fixture.mint({ type: 'serial' }),
    };
    const answers = await Promise.all(Object.values(refused).map((token) => fixture.postToken(token)));
    const bodies = await Promise.all(answers.map(async (answer) => await answer.text()));
    expect(answers.map(({ status }) => status)).toEqual(Object.keys(refused).map(() => 401));
    expect(new Set(bodies.map((body) => body.replace(/"request_id":"[^"]+"/, ''))).size).toBe(1);
    const reasons = fixture.log.events('redeem-refused').map(({ reason }) => reason);
    expect(reasons.sort()).toEqual(Object.keys(refused).sort());
  });

  it('open nothing after their console was stopped, whoever has its port now (CVE-2013-0335)', async () => {
    const token = fixture.mint();
    const { session_key: sessionKey } = await fixture.redeem();
    await fixture.store.nodes.setConsoleWanted(fixture.node.uuid, false);
    await fixture.store.consoles.stopped(fixture.node.uuid);
    await fixture.startConsole();
    expect((await fixture.postToken(token)).status).toBe(401);
    await expect(fixture.connect({ sessionKey })).rejects.toMatchObject({ status: 401 });
    expect(fixture.bmc.connections).toBe(0);
  });

  it('connect once without the page, and leave no session behind', async () => {
    const token = fixture.mint();
    const viewer = await fixture.connect({ token, protocols: [] });
    await viewer.handshake();
    await viewer.close();
    await fixture.proxy.close();
    expect(await fixture.store.sessions.list()).toEqual([]);
  });

  it('open until the last moment of their time, and not at its end', async () => {
    const expiresAt = new Date(Date.now() + 60_000);
    const proxyAt = (ms: number): Promise<string> =>
      fixture.openAnother({ clock: { ...systemClock, now: () => new Date(expiresAt.getTime() + ms) } });
    const [early, late] = [await proxyAt(-1), await proxyAt(0)];
    const token = fixture.mint({ expiresAt });
    expect((await fixture.postToken(token, late)).status).toBe(401);
    expect((await fixture.postToken(token, early)).status).toBe(200);
  });

  it('say alone where to dial: what a client asks for besides reaches nothing (CVE-2022-35508)', async () => {
    const elsewhere = await FakeBmc.open();
    const other = await fixture.startConsole({ port: elsewhere.port });
    const target = `127.0.0.1:${String(elsewhere.port)}`;
    const query = new URLSearchParams({
      host: '127.0.0.1',
      port: String(elsewhere.port),
      target,
      path: `websockify?token=${target}`,
      node: other.uuid,
      nodeUuid: other.uuid,
      generation: String(other.generation),
    });
    const viewer = await fixture.connect({ token: `${fixture.mint()}&${query.toString()}` });
    await viewer.handshake();
    expect([fixture.bmc.connections, elsewhere.connections]).toEqual([1, 0]);
    await viewer.close();
    await elsewhere.close();
  });

  it('cannot be replaced by an id, whoever knows it (CVE-2020-11997, CVE-2021-41767)', async () => {
    const token = fixture.mint();
    const viewer = await fixture.watch();
    await viewer.take(SERVER_INIT.length);
    const [session] = await fixture.store.sessions.list();
    const [payload = ''] = token.split('.');
    const ids = [session?.id ?? '', fixture.node.uuid, payload];
    for (const { facts } of fixture.log.lines) {
      for (const id of [facts['viewerId'], facts['requestId']]) if (typeof id === 'string') ids.push(id);
    }
    expect(ids.length).toBeGreaterThan(4);
    for (const id of ids) {
      expect((await fixture.postToken(id)).status).toBe(401);
      await expect(fixture.connect({ token: id })).rejects.toMatchObject({ status: 401 });
      await expect(fixture.connect({ sessionKey: id })).rejects.toMatchObject({ status: 401 });
      // Padded to the form of a key.
      const padded = id.replaceAll('-', '').padEnd(43, 'A').slice(0, 43);
      await expect(fixture.connect({ sessionKey: padded })).rejects.toMatchObject({ status: 401 });
    }
    expect(fixture.bmc.connections).toBe(1);
    await viewer.close();
  });

  it('appear in no log line at any level, nor do keys, passwords and addresses in what viewers get (OSSA-2020-001)', async () => {
    const token = fixture.mint();
    const { session_key: sessionKey } = (await (await fixture.postToken(token)).json()) as {
      session_key: string;
    };
    const viewer = await fixture.connect({ sessionKey });
    await viewer.handshake();
    await fixture.postToken(token);
    await fixture.connect({ token }).catch(() => undefined);
    await viewer.close();
    await fixture.proxy.close();
    const everything = fixture.log.text() + (await fixture.registry.metrics());
    for (const secret of [token, token.split('.')[1], sessionKey, 'sEcr3t-8']) {
      expect(everything).not.toContain(secret);
    }
    expect(viewer.received.toString('latin1')).not.toContain('sEcr3t-8');
    expect(fixture.log.events('session-opened')).toHaveLength(1);
    expect(fixture.log.events('session-closed')).toHaveLength(1);
  });
});
