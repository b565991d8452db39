import type { ManualClock } from '../test/support/manual-clock.js';
import {
  ADDRESS,
  openSession,
  openTestStore,
  redeemRequest,
  startedNode,
  vncConnection,
} from '../test/support/samples.js';
import { TokenRejectedError } from './errors.js';
import type { NodeRecord } from './node-record.js';
import type { Store, StoreEvent } from './store.js';

const MINUTE_MS = 60_000;

describe('SessionStore', () => {
  let store: Store;
  let clock: ManualClock;
  let events: StoreEvent[];
  let node: NodeRecord;

  beforeEach(async () => {
    ({ store, clock, events } = await openTestStore());
    node = await startedNode(store, { name: 'web-1' });
    events.length = 0;
  });

  afterEach(async () => {
    await store.close();
  });

  describe('find', () => {
    it('finds nothing by an unknown key', async () => {
      expect(await store.sessions.find('00')).toBeNull();
    });

    it.each<[string, (store: Store, uuid: string) => Promise<unknown>]>([
      ['the wish goes', ({ nodes }, uuid) => nodes.setConsoleWanted(uuid, false)],
      [
        'the wish goes and comes again',
        async ({ nodes }, uuid) => {
          await nodes.setConsoleWanted(uuid, false);
          await nodes.setConsoleWanted(uuid, true);
        },
      ],
      ['the console is stopped', ({ consoles }, uuid) => consoles.stopped(uuid)],
      [
        'the connection changes',
        ({ consoles }, uuid) => consoles.started(uuid, vncConnection('new'), ADDRESS),
      ],
      ['the start is given up', ({ consoles }, uuid) => consoles.failed(uuid, 'refused')],
      ['the node is being deleted', ({ nodes }, uuid) => nodes.markDeleting(uuid)],
    ])('finds no session after %s', async (_, change) => {
      const session = await openSession(store, node, clock.now());
      await change(store, node.uuid);
      expect(await store.sessions.find(session.keyHash)).toBeNull();
      expect(await store.sessions.target(session)).toBeNull();
      expect(await store.sessions.list()).toEqual([]);
      await expect(store.sessions.openViewer(session, 2, 'p', 1000)).rejects.toThrow(TokenRejectedError);
    });

    it('finds the session while the console is checked and found as it was', async () => {
      const session = await openSession(store, node, clock.now());
      await store.consoles.started(node.uuid, vncConnection(), ADDRESS);
      expect(await store.sessions.find(session.keyHash)).not.toBeNull();
    });

    it('finds no session at its limit, even with a viewer', async () => {
      const request = redeemRequest(node, clock.now(), { sessionExpiresAt: clock.inMs(1000) });
      const session = await store.sessions.redeem(request);
      await store.sessions.openViewer(session, 1, 'p', MINUTE_MS);
      clock.advance(999);
      expect(await store.sessions.find(request.keyHash)).not.toBeNull();
      clock.advance(1);
      expect(await store.sessions.find(request.keyHash)).toBeNull();
    });

    it('finds no session that has had no viewer for 5 minutes', async () => {
      const session = await openSession(store, node, clock.now());
      clock.advance(5 * MINUTE_MS - 1);
      expect(await store.sessions.find(session.keyHash)).not.toBeNull();
      const viewer = (await store.sessions.openViewer(session, 1, 'p', MINUTE_MS)) ?? '';
      for (let minute = 0; minute < 10; minute++) {
        clock.advance(MINUTE_MS - 1);
        expect(await store.sessions.renewViewers([viewer], MINUTE_MS)).toEqual([viewer]);
      }
      await store.sessions.closeViewer(viewer);
      clock.advance(5 * MINUTE_MS - 1);
      expect(await store.sessions.find(session.keyHash)).not.toBeNull();
      clock.advance(1);
      expect(await store.sessions.find(session.keyHash)).toBeNull();
    });

    it('counts the 5 minutes from the end of the lease where the proxy died', async () => {
      const session = await openSession(store, node, clock.now());
      await store.sessions.openViewer(session, 1, 'p', MINUTE_MS);
      clock.advance(6 * MINUTE_MS - 1);
      expect(await store.sessions.find(session.keyHash)).not.toBeNull();
      clock.advance(1);
      expect(await store.sessions.find(session.keyHash)).toBeNull();
    });

    it('goes on while another viewer of the session is connected', async () => {
      const session = await openSession(store, node, clock.now());
      await store.sessions.openViewer(session, 2, 'p', 4 * MINUTE_MS);
      await store.sessions.closeViewer((await store.sessions.openViewer(session, 2, 'p', 1000)) ?? '');
      clock.advance(9 * MINUTE_MS - 1);
      expect(await store.sessions.find(session.keyHash)).not.toBeNull();
    });
  });

  describe('target', () => {
    it('says where the console is and how to get in', async () => {
      const session = await openSession(store, node, clock.now());
      expect(await store.sessions.target(session)).toEqual({
        nodeUuid: node.uuid,
        nodeName: 'web-1',
        generation: node.generation,
        connection: vncConnection(),
        address: ADDRESS,
      });
    });
  });

  describe('openViewer', () => {
    it('gives no more slots than there are, to whichever sessions and proxies, however many ask at once', async () => {
      const first = await openSession(store, node, clock.now());
      const sessions = [first, await openSession(store, node, clock.now())];
      const viewers = await Promise.all(
        Array.from({ length: 10 }, (_, i) =>
          store.sessions.openViewer(sessions[i % 2] ?? first, 2, `p${String(i)}`, MINUTE_MS),
        ),
      );
      expect(viewers.filter((id) => id !== null)).toHaveLength(2);
    });

    it('counts the slots of each node for itself', async () => {
      const other = await startedNode(store);
      for (const one of [node, other]) {
        const session = await openSession(store, one, clock.now());
        expect(await store.sessions.openViewer(session, 1, 'p', 1000)).not.toBeNull();
      }
    });

    it('gives the slots again that a proxy left behind', async () => {
      const session = await openSession(store, node, clock.now());
      await store.sessions.openViewer(session, 2, 'p', 1000);
      await store.sessions.openViewer(session, 2, 'q', 1000);
      await store.sessions.closeViewersOf('p');
      expect(await store.sessions.openViewer(session, 2, 'p', 1000)).not.toBeNull();
      expect(await store.sessions.openViewer(session, 2, 'p', 1000)).toBeNull();
    });

    it('gives a slot again once it is given back or its lease has ended', async () => {
      const session = await openSession(store, node, clock.now());
      const viewer = (await store.sessions.openViewer(session, 1, 'p', 1000)) ?? '';
      await store.sessions.closeViewer(viewer);
      await store.sessions.closeViewer(viewer);
      expect(await store.sessions.openViewer(session, 1, 'p', 1000)).not.toBeNull();
      clock.advance(999);
      expect(await store.sessions.openViewer(session, 1, 'p', 1000)).toBeNull();
      clock.advance(1);
      expect(await store.sessions.openViewer(session, 1, 'p', 1000)).not.toBeNull();
    });

    it('keeps the slots of a session that was revoked until they are given back', async () => {
      const first = await openSession(store, node, clock.now());
      const viewer = (await store.sessions.openViewer(first, 1, 'p', 1000)) ?? '';
      await store.sessions.revoke(first.id);
      const second = await openSession(store, node, clock.now());
      expect(await store.sessions.openViewer(second, 1, 'p', 1000)).toBeNull();
      await store.sessions.closeViewer(viewer);
      expect(await store.sessions.openViewer(second, 1, 'p', 1000)).not.toBeNull();
    });
  });

  describe('renewViewers', () => {
    it('renews none that came too late, for their slots may be taken', async () => {
      const session = await openSession(store, node, clock.now());
      const late = (await store.sessions.openViewer(session, 1, 'p', 1000)) ?? '';
      clock.advance(1000);
      const next = (await store.sessions.openViewer(session, 1, 'q', 1000)) ?? '';
      expect(await store.sessions.renewViewers([late, next, 'unknown'], 1000)).toEqual([next]);
      expect(await store.sessions.renewViewers([], 1000)).toEqual([]);
    });
  });

  describe('revoke', () => {
    it('ends that session alone and tells of it', async () => {
      const [first, second] = [
        await openSession(store, node, clock.now()),
        await openSession(store, node, clock.now()),
      ];
      events.length = 0;
      await store.sessions.revoke(first.id);
      expect(events).toEqual([{ type: 'session', sessionId: first.id }]);
      expect(await store.sessions.find(first.keyHash)).toBeNull();
      expect(await store.sessions.find(second.keyHash)).not.toBeNull();
    });
  });

  describe('list', () => {
    it('lists sessions, of all nodes or of one, oldest first', async () => {
      const other = await startedNode(store);
      const ids: string[] = [];
      for (const one of [node, other, node]) {
        clock.advance(1);
        ids.push((await openSession(store, one, clock.now())).id);
      }
      expect((await store.sessions.list()).map(({ id }) => id)).toEqual(ids);
      expect((await store.sessions.list(node.uuid)).map(({ id }) => id)).toEqual([ids[0], ids[2]]);
    });
  });

  it('forgets sessions and viewers with their node', async () => {
    const session = await openSession(store, node, clock.now());
    await store.sessions.openViewer(session, 1, 'p', MINUTE_MS);
    await store.nodes.markDeleting(node.uuid);
    await store.consoles.stopped(node.uuid);
    const again = await startedNode(store, { uuid: node.uuid });
    const next = await openSession(store, again, clock.now());
    expect(await store.sessions.list()).toHaveLength(1);
    expect(await store.sessions.openViewer(next, 1, 'p', MINUTE_MS)).not.toBeNull();
  });
});
