import { randomUUID } from 'node:crypto';
import type { ManualClock } from '../test/support/manual-clock.js';
import { newNode, openTestStore, startedNode } from '../test/support/samples.js';
import { ConsoleInUseError, NodeExistsError, NodeLockedError, NodeNotFoundError } from './errors.js';
import type { Store, StoreEvent } from './store.js';

describe('NodeStore', () => {
  let store: Store;
  let clock: ManualClock;
  let events: StoreEvent[];

  beforeEach(async () => {
    ({ store, clock, events } = await openTestStore());
  });

  afterEach(async () => {
    await store.close();
  });

  describe('create', () => {
    it('gives back what it was given, with a console that is off', async () => {
      const node = newNode({ name: 'web-1', fields: { extra: { rack: 4 } }, consoleInterface: 'idrac-vnc' });
      const created = await store.nodes.create(node);
      expect(created).toEqual({
        ...node,
        createdAt: clock.now(),
        updatedAt: null,
        consoleWanted: false,
        consoleEnabled: false,
        generation: clock.now().getTime(),
        lastError: null,
        consoleWarnings: [],
        reservation: null,
        isDeleting: false,
      });
      expect(await store.nodes.get(node.uuid)).toEqual(created);
      expect(events).toEqual([{ type: 'node', nodeUuid: node.uuid }]);
    });

    it('refuses a uuid or a name that is taken, and tells nobody', async () => {
      const { uuid } = await store.nodes.create(newNode({ name: 'web-1' }));
      events.length = 0;
      await expect(store.nodes.create(newNode({ uuid: uuid.toUpperCase() }))).rejects.toThrow(
        new NodeExistsError('uuid', uuid),
      );
      await expect(store.nodes.create(newNode({ name: 'web-1' }))).rejects.toThrow(
        new NodeExistsError('name', 'web-1'),
      );
      expect(events).toEqual([]);
      expect(await store.nodes.list()).toHaveLength(1);
    });

    it('takes any number of nodes without a name', async () => {
      await store.nodes.create(newNode());
      await store.nodes.create(newNode());
      expect(await store.nodes.list()).toHaveLength(2);
    });
  });

  describe('get', () => {
    it('finds by name and by uuid in any case', async () => {
      const { uuid } = await store.nodes.create(newNode({ name: 'Web-1' }));
      expect((await store.nodes.get('Web-1')).uuid).toBe(uuid);
      expect((await store.nodes.get(uuid.toUpperCase())).uuid).toBe(uuid);
      await expect(store.nodes.get('web-1')).rejects.toThrow(NodeNotFoundError);
    });

    it("prefers a uuid to another node's name", async () => {
      const { uuid } = await store.nodes.create(newNode());
      await store.nodes.create(newNode({ name: uuid }));
      expect((await store.nodes.get(uuid)).name).toBeNull();
    });
  });

  describe('list', () => {
    it('pages in the order of creation', async () => {
      const uuids: string[] = [];
      for (let i = 0; i < 5; i++)
        uuids.push((await store.nodes.create(newNode({ name: `n${String(i)}` }))).uuid);
      const page = await store.nodes.list({ limit: 2 });
      const next = await store.nodes.list({ limit: 2, marker: page[1]?.uuid ?? '' });
      const last = await store.nodes.list({ marker: 'n3' });
      expect([page, next, last].map((nodes) => nodes.map(({ uuid }) => uuid))).toEqual([
        uuids.slice(0, 2),
        uuids.slice(2, 4),
        uuids.slice(4),
      ]);
    });

    it('filters by driver and console interface', async () => {
      const { uuid } = await store.nodes.create(
        newNode({ driver: 'redfish', consoleInterface: 'redfish-vnc' }),
      );
      await store.nodes.create(newNode({ driver: 'redfish' }));
      await store.nodes.create(newNode({ consoleInterface: 'redfish-vnc' }));
      const found = await store.nodes.list({ driver: 'redfish', consoleInterface: 'redfish-vnc' });
      expect(found.map((node) => node.uuid)).toEqual([uuid]);
    });

    it('refuses an unknown marker', async () => {
      await expect(store.nodes.list({ marker: randomUUID() })).rejects.toThrow(NodeNotFoundError);
    });
  });

  describe('update', () => {
    it('changes what it is given and keeps the rest', async () => {
      const node = await store.nodes.create(newNode({ name: 'a', fields: { owner: 'x' } }));
      clock.advance(5);
      events.length = 0;
      const changes = { name: 'b', driverInfo: { k: [1, null] }, consoleInterface: 'fake' };
      const updated = await store.nodes.update(node.uuid, changes);
      expect(updated).toEqual({ ...node, ...changes, updatedAt: clock.now() });
      expect(events).toEqual([{ type: 'node', nodeUuid: node.uuid }]);
      expect(await store.nodes.update(node.uuid, { name: null, driver: 'ipmi', fields: {} })).toMatchObject({
        name: null,
        driver: 'ipmi',
        fields: {},
        driverInfo: changes.driverInfo,
      });
    });

    it('keeps its own name, and refuses that of another', async () => {
      const { uuid } = await store.nodes.create(newNode({ name: 'a' }));
      await store.nodes.create(newNode({ name: 'b' }));
      await expect(store.nodes.update(uuid, { name: 'a' })).resolves.toMatchObject({ name: 'a' });
      await expect(store.nodes.update(uuid, { name: 'b' })).rejects.toThrow(NodeExistsError);
    });

    it.each([
      [{ driver: 'ipmi' }, 'driver'],
      [{ consoleInterface: 'redfish-vnc' }, 'console_interface'],
    ])('refuses %j while the console is wanted or enabled', async (changes, field) => {
      const { uuid } = await store.nodes.create(newNode());
      await store.nodes.setConsoleWanted(uuid, true);
      await expect(store.nodes.update(uuid, changes)).rejects.toThrow(new ConsoleInUseError(uuid, field));
      const started = await startedNode(store);
      await store.nodes.setConsoleWanted(started.uuid, false);
      await expect(store.nodes.update(started.uuid, changes)).rejects.toThrow(ConsoleInUseError);
      await store.consoles.stopped(started.uuid);
      await expect(store.nodes.update(started.uuid, changes)).resolves.toMatchObject(changes);
    });

    it('takes an equal driver, and a new driver_info, while the console is enabled', async () => {
      const { uuid } = await startedNode(store);
      const changes = { driver: 'idrac', consoleInterface: null, driverInfo: { new: true } };
      await expect(store.nodes.update(uuid, changes)).resolves.toMatchObject(changes);
      expect((await store.consoles.load(uuid))?.driverInfo).toEqual({ redfish_password: 'calvin' });
    });

    it('refuses while a conductor holds the lock, until its lease ends', async () => {
      const { uuid } = await store.nodes.create(newNode());
      await store.consoles.lock(uuid, 'host-1', 1000);
      await expect(store.nodes.update(uuid, { name: 'b' })).rejects.toThrow(
        new NodeLockedError(uuid, 'host-1'),
      );
      clock.advance(1000);
      await expect(store.nodes.update(uuid, { name: 'b' })).resolves.toMatchObject({ name: 'b' });
    });
  });

  describe('setConsoleWanted', () => {
    it('clears the last error and keeps the generation when true', async () => {
      const { uuid, generation } = await store.nodes.create(newNode());
      await store.consoles.setLastError(uuid, 'old');
      events.length = 0;
      expect(await store.nodes.setConsoleWanted(uuid, true)).toMatchObject({
        consoleWanted: true,
        consoleEnabled: false,
        lastError: null,
        generation,
      });
      expect(events).toEqual([{ type: 'node', nodeUuid: uuid }]);
    });

    it('takes a new generation when false', async () => {
      const { uuid, generation } = await startedNode(store);
      expect(await store.nodes.setConsoleWanted(uuid, false)).toMatchObject({
        consoleWanted: false,
        consoleEnabled: true,
        generation: generation + 1,
      });
    });

    it('changes nothing and tells nobody when the wish is the same', async () => {
      const node = await startedNode(store);
      await store.consoles.setLastError(node.uuid, 'flaky');
      const before = await store.nodes.get(node.uuid);
      events.length = 0;
      clock.advance(9);
      expect(await store.nodes.setConsoleWanted(node.uuid, true)).toEqual(before);
      expect(await store.nodes.get(node.uuid)).toEqual(before);
      expect(events).toEqual([]);
    });

    it('knows no node that is being deleted', async () => {
      const { uuid } = await store.nodes.create(newNode());
      await store.nodes.markDeleting(uuid);
      await expect(store.nodes.setConsoleWanted(uuid, true)).rejects.toThrow(NodeNotFoundError);
    });
  });

  describe('markDeleting', () => {
    it('hides the node from all but the conductor, and frees its name', async () => {
      const { uuid, generation } = await startedNode(store, { name: 'web-1' });
      events.length = 0;
      await store.nodes.markDeleting(uuid);
      expect(events).toEqual([{ type: 'node', nodeUuid: uuid }]);
      for (const hidden of [
        store.nodes.get(uuid),
        store.nodes.get('web-1'),
        store.nodes.list({ marker: uuid }),
        store.nodes.update(uuid, {}),
        store.nodes.markDeleting(uuid),
      ]) {
        await expect(hidden).rejects.toThrow(NodeNotFoundError);
      }
      expect(await store.nodes.list()).toEqual([]);
      expect(await store.nodes.get(uuid, { includeDeleting: true })).toMatchObject({
        isDeleting: true,
        consoleWanted: false,
        consoleEnabled: true,
        generation: generation + 1,
      });
      await expect(store.nodes.create(newNode({ uuid }))).rejects.toThrow(NodeExistsError);
      await expect(store.nodes.create(newNode({ name: 'web-1' }))).resolves.toMatchObject({ name: 'web-1' });
    });

    it('refuses while a conductor holds the lock', async () => {
      const { uuid } = await store.nodes.create(newNode());
      await store.consoles.lock(uuid, 'host-1', 1000);
      await expect(store.nodes.markDeleting(uuid)).rejects.toThrow(NodeLockedError);
      await store.consoles.unlock(uuid, 'host-1');
      await store.nodes.markDeleting(uuid);
    });

    it('gives a node that is enrolled again later generations than its first life had', async () => {
      const first = await startedNode(store);
      await store.nodes.markDeleting(first.uuid);
      await store.consoles.stopped(first.uuid);
      clock.advance(1000);
      const second = await startedNode(store, { uuid: first.uuid });
      expect(second.generation).toBeGreaterThan(first.generation + 1);
    });
  });
});
