import { randomUUID } from 'node:crypto';
import type { ManualClock } from '../test/support/manual-clock.js';
import { openTestStore, wantedNode } from '../test/support/samples.js';
import { NodeNotFoundError } from './errors.js';
import type { Store, StoreEvent } from './store.js';

describe('ConsoleStore', () => {
  let store: Store;
  let clock: ManualClock;
  let events: StoreEvent[];

  beforeEach(async () => {
    ({ store, clock, events } = await openTestStore());
  });

  afterEach(async () => {
    await store.close();
  });

  describe('lock', () => {
    it('is held by one owner until given back', async () => {
      const { uuid } = await wantedNode(store, events);
      expect(await store.consoles.lock(uuid, 'a', 1000)).toBe(true);
      expect(await store.consoles.lock(uuid, 'b', 1000)).toBe(false);
      expect(await store.nodes.get(uuid)).toMatchObject({ reservation: 'a' });
      await store.consoles.unlock(uuid, 'b');
      expect(await store.consoles.lock(uuid, 'b', 1000)).toBe(false);
      await store.consoles.unlock(uuid, 'a');
      expect(await store.nodes.get(uuid)).toMatchObject({ reservation: null });
      expect(await store.consoles.lock(uuid, 'b', 1000)).toBe(true);
      expect(events).toEqual([]);
    });

    it('is free once its lease has ended', async () => {
      const { uuid } = await wantedNode(store, events);
      await store.consoles.lock(uuid, 'a', 1000);
      clock.advance(999);
      expect(await store.consoles.lock(uuid, 'b', 1000)).toBe(false);
      expect(await store.consoles.lock(uuid, 'a', 1000)).toBe(true);
      clock.advance(999);
      expect(await store.nodes.get(uuid)).toMatchObject({ reservation: 'a' });
      clock.advance(1);
      expect(await store.nodes.get(uuid)).toMatchObject({ reservation: null });
      expect(await store.consoles.lock(uuid, 'b', 1000)).toBe(true);
    });

    it('is free once its owner gives back all of its locks', async () => {
      const [first, second] = [await wantedNode(store, events), await wantedNode(store, events)];
      await store.consoles.lock(first.uuid, 'a', 1000);
      await store.consoles.lock(second.uuid, 'b', 1000);
      await store.consoles.unlockAll('a');
      expect(await store.consoles.lock(first.uuid, 'c', 1000)).toBe(true);
      expect(await store.consoles.lock(second.uuid, 'c', 1000)).toBe(false);
    });

    it('refuses an unknown node', async () => {
      await expect(store.consoles.lock(randomUUID(), 'a', 1000)).rejects.toThrow(NodeNotFoundError);
    });
  });
});
