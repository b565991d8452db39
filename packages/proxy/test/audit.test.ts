import type { Socket } from 'node:net';
import { eventually } from './support/eventually.js';
import { inParallel } from './support/in-parallel.js';
import { ProxyFixture } from './support/proxy-fixture.js';
import type { TestViewer } from './support/test-viewer.js';

jest.setTimeout(60_000);

const SESSIONS = 300;
const AT_A_TIME = 20;

/** How far a viewer comes before the end. */
const DEPTHS: readonly ((viewer: TestViewer) => Promise<void>)[] = [
  () => Promise.resolve(),
  (viewer) => viewer.handshake(),
  async (viewer) => {
    await viewer.handshake();
    viewer.send(Buffer.of(0));
  },
];

describe('the audit', () => {
  let fixture: ProxyFixture;

  afterEach(() => fixture.close());

  /** Ends a viewer, for itself or at the other end. */
  const ENDINGS: readonly ((viewer: TestViewer, sessionId: string) => Promise<void>)[] = [
    (viewer) => viewer.close(),
    (viewer) => viewer.vanish(),
    async (viewer) => {
      viewer.send('no RFB');
      await viewer.closed;
    },
    async (viewer, sessionId) => {
      await fixture.store.sessions.revoke(sessionId);
      await viewer.closed;
    },
    async (viewer) => {
      const [bmc] = fixture.bmc.sockets as Iterable<Socket | undefined>;
      bmc?.resetAndDestroy();
      await viewer.vanish();
    },
  ];

  it('tells the start and the end of each of 300 sessions, once, however they end', async () => {
    fixture = await ProxyFixture.open({
      connection: { slots: 64 },
      proxy: { limits: { maxViewersPerNode: 64 } },
    });
    await inParallel(SESSIONS, AT_A_TIME, async (index) => {
      const user = `viewer ${String(index)}`;
      const { session_key: sessionKey } = await fixture.redeem({ user });
      const viewer = await fixture.connect({ sessionKey });
      const opened = fixture.log.events('session-opened').find((line) => line['user'] === user);
      // Another's end may come first: that too is an end.
      await Promise.race([DEPTHS[index % DEPTHS.length]?.(viewer), viewer.closed]);
      await ENDINGS[index % ENDINGS.length]?.(viewer, String(opened?.['sessionId']));
    });
    await eventually('the last end', () => fixture.log.events('session-closed').length === SESSIONS);
    const idsOf = (event: string): unknown[] =>
      fixture.log
        .events(event)
        .map(({ viewerId }) => viewerId)
        .sort();
    expect(new Set(idsOf('session-opened')).size).toBe(SESSIONS);
    expect(idsOf('session-closed')).toEqual(idsOf('session-opened'));
    expect(fixture.log.events('token-redeemed')).toHaveLength(SESSIONS);
    const reasons = new Set(fixture.log.events('session-closed').map(({ reason }) => reason));
    expect([...reasons]).toEqual(expect.arrayContaining(['viewer-left', 'viewer-protocol', 'revoked']));
    expect(await fixture.registry.metrics()).toContain('ironbridge_proxy_sessions_open 0');
  });
});
