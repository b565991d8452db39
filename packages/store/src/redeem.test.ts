import { randomUUID } from 'node:crypto';
import type { ManualClock } from '../test/support/manual-clock.js';
import { newNode, openSession, openTestStore, redeemRequest, startedNode } from '../test/support/samples.js';
import { TokenRejectedError, type TokenRejection } from './errors.js';
import type { NodeRecord } from './node-record.js';
import type { RedeemRequest, Store, StoreEvent } from './store.js';

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

  describe('redeem', () => {
    async function rejection(changes: Partial<RedeemRequest>): Promise<TokenRejection> {
      const error: unknown = await store.sessions
        .redeem(redeemRequest(node, clock.now(), changes))
        .catch((thrown: unknown) => thrown);
      if (error instanceof TokenRejectedError) return error.reason;
      throw error;
    }

    it('opens a session of what the token says', async () => {
      const request = redeemRequest(node, clock.now(), { mode: 'read-only' });
      const session = await store.sessions.redeem(request);
      expect(session).toEqual({
        id: expect.any(String) as string,
        nodeUuid: node.uuid,
        generation: node.generation,
        mode: 'read-only',
        user: 'ada',
        createdAt: clock.now(),
        expiresAt: request.sessionExpiresAt,
      });
      expect(await store.sessions.find(request.keyHash)).toEqual(session);
    });

    it('opens one session when a hundred come at once with one token (LP#1197459)', async () => {
      const tokenId = randomUUID();
      const all = await Promise.allSettled(
        Array.from({ length: 100 }, () =>
          store.sessions.redeem(redeemRequest(node, clock.now(), { tokenId })),
        ),
      );
      expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const reasons = all.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
      expect(reasons).toEqual(Array.from({ length: 99 }, () => new TokenRejectedError('used')));
      expect(new Set(reasons.map((error) => error instanceof TokenRejectedError && error.reason))).toEqual(
        new Set(['used']),
      );
      expect(await store.sessions.list()).toHaveLength(1);
    });

    it('refuses an expired token', async () => {
      expect(await rejection({ tokenExpiresAt: clock.now() })).toBe('expired');
    });

    it('refuses an unknown node, and one that is being deleted', async () => {
      expect(await rejection({ nodeUuid: randomUUID() })).toBe('no-such-node');
      await store.nodes.markDeleting(node.uuid);
      expect(await rejection({})).toBe('no-such-node');
    });

    it('refuses a console that is not wanted or not enabled', async () => {
      const { uuid } = await store.nodes.create(newNode());
      expect(await rejection({ nodeUuid: uuid })).toBe('not-enabled');
      await store.nodes.setConsoleWanted(uuid, true);
      expect(await rejection({ nodeUuid: uuid })).toBe('not-enabled');
      await store.nodes.setConsoleWanted(node.uuid, false);
      expect(await rejection({})).toBe('not-enabled');
    });

    it('refuses another generation (CVE-2013-0335)', async () => {
      expect(await rejection({ generation: node.generation - 1 })).toBe('generation');
      expect(await rejection({ generation: node.generation + 1 })).toBe('generation');
    });

    it('does not use up a token that it refuses', async () => {
      const tokenId = randomUUID();
      expect(await rejection({ tokenId, generation: 0 })).toBe('generation');
      await expect(
        store.sessions.redeem(redeemRequest(node, clock.now(), { tokenId })),
      ).resolves.toBeDefined();
    });

    it('remembers a used token for an hour after it expired, against a clock that is set back', async () => {
      const request = redeemRequest(node, clock.now());
      const again = { tokenId: request.tokenId, tokenExpiresAt: request.tokenExpiresAt };
      await store.sessions.redeem(request);
      clock.advance(69 * MINUTE_MS);
      await openSession(store, node, clock.now());
      clock.advance(-69 * MINUTE_MS);
      expect(await rejection(again)).toBe('used');
      clock.advance(70 * MINUTE_MS);
      await openSession(store, node, clock.now());
      clock.advance(-70 * MINUTE_MS);
      await expect(store.sessions.redeem(redeemRequest(node, clock.now(), again))).resolves.toBeDefined();
    });
  });
});
