import { InternalError } from '@ironbridge/common';
import { randomUUID } from 'node:crypto';
import type { ManualClock } from '../test/support/manual-clock.js';
import {
  ADDRESS,
  hubConnection,
  openTestStore,
  redeemRequest,
  serialConnection,
  startedNode,
  vncConnection,
  wantedNode,
} from '../test/support/samples.js';
import { ConsoleInUseError, NodeNotFoundError } from './errors.js';
import type { Store, StoreEvent } from './store.js';

const START = { interfaceName: 'idrac-vnc', driver: 'idrac', driverInfo: { drac_password: 'calvin' } };

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

  describe('begin', () => {
    it('remembers what a start was begun with', async () => {
      const { uuid } = await wantedNode(store, events);
      expect(await store.consoles.load(uuid)).toBeNull();
      await store.consoles.begin(uuid, START);
      expect(await store.consoles.load(uuid)).toEqual({
        ...START,
        state: null,
        connection: null,
        published: null,
        address: null,
        socatUrl: null,
        warnings: [],
      });
    });

    it('keeps state and connection when it is repeated, and takes the newer driver_info', async () => {
      const { uuid } = await wantedNode(store, events);
      await store.consoles.begin(uuid, START);
      await store.consoles.saveState(uuid, { before: 'off' });
      await store.consoles.started(uuid, vncConnection(), ADDRESS);
      await store.consoles.begin(uuid, { ...START, driverInfo: { drac_password: 'rotated' } });
      expect(await store.consoles.load(uuid)).toEqual({
        ...START,
        driverInfo: { drac_password: 'rotated' },
        state: { before: 'off' },
        connection: vncConnection(),
        published: vncConnection(),
        address: ADDRESS,
        socatUrl: null,
        warnings: [],
      });
    });

    it("refuses another interface's unfinished business", async () => {
      const { uuid } = await wantedNode(store, events);
      await store.consoles.begin(uuid, START);
      await expect(store.consoles.begin(uuid, { ...START, interfaceName: 'redfish-vnc' })).rejects.toThrow(
        ConsoleInUseError,
      );
    });

    it('refuses an unknown node', async () => {
      await expect(store.consoles.begin(randomUUID(), START)).rejects.toThrow(NodeNotFoundError);
    });
  });

  describe('saveState', () => {
    it('replaces what was saved', async () => {
      const { uuid } = await wantedNode(store, events);
      await store.consoles.begin(uuid, START);
      await store.consoles.saveState(uuid, [1]);
      await store.consoles.saveState(uuid, { found: null });
      expect((await store.consoles.load(uuid))?.state).toEqual({ found: null });
    });

    it('refuses a console that was not begun', async () => {
      const { uuid } = await wantedNode(store, events);
      await expect(store.consoles.saveState(uuid, 1)).rejects.toThrow(InternalError);
    });
  });

  describe('started', () => {
    it('keeps what this start warned of in place of what the one before did, until the stop', async () => {
      const { uuid } = await wantedNode(store, events);
      await store.consoles.begin(uuid, START);
      const warned = async (...warnings: string[]): Promise<unknown> => {
        await store.consoles.started(uuid, vncConnection(), ADDRESS, undefined, warnings);
        expect((await store.consoles.load(uuid))?.warnings).toEqual(warnings);
        return (await store.nodes.get(uuid)).consoleWarnings;
      };
      expect(await warned('Update it.', 'Change it.')).toEqual(['Update it.', 'Change it.']);
      expect(await warned('Change it.')).toEqual(['Change it.']);
      expect(await warned()).toEqual([]);
      expect(await warned('Update it.')).toEqual(['Update it.']);
      await store.consoles.stopped(uuid);
      expect((await store.nodes.get(uuid)).consoleWarnings).toEqual([]);
    });

    it('enables the console, clears the error and takes a new generation for a first connection', async () => {
      const { uuid, generation } = await wantedNode(store, events);
      await store.consoles.setLastError(uuid, 'slow');
      await store.consoles.begin(uuid, START);
      expect(await store.consoles.started(uuid, vncConnection(), ADDRESS)).toMatchObject({
        consoleWanted: true,
        consoleEnabled: true,
        lastError: null,
        generation: generation + 1,
        updatedAt: clock.now(),
      });
      expect(await store.consoles.load(uuid)).toMatchObject({
        connection: vncConnection(),
        address: ADDRESS,
      });
      expect(events).toEqual([{ type: 'node', nodeUuid: uuid }]);
    });

    it('keeps the generation for the same connection, and tells nobody where nothing changed', async () => {
      const { uuid, generation } = await startedNode(store);
      const before = await store.nodes.get(uuid);
      events.length = 0;
      clock.advance(300_000);
      expect(await store.consoles.started(uuid, vncConnection(), ADDRESS)).toEqual(before);
      expect(events).toEqual([]);
      await store.consoles.setLastError(uuid, 'lost');
      const restored = await store.consoles.started(uuid, vncConnection(), ADDRESS);
      expect(restored).toMatchObject({ generation, lastError: null });
      expect(events).toEqual([{ type: 'node', nodeUuid: uuid }]);
    });

    it('takes a new generation for another password or another address', async () => {
      const { uuid, generation } = await startedNode(store);
      const second = await store.consoles.started(uuid, vncConnection('rotated'), ADDRESS);
      expect(second.generation).toBe(generation + 1);
      const third = await store.consoles.started(uuid, vncConnection('rotated'), '192.0.2.8');
      expect(third.generation).toBe(generation + 2);
      expect(await store.consoles.load(uuid)).toMatchObject({
        connection: vncConnection('rotated'),
        address: '192.0.2.8',
      });
    });

    it('gives proxies the published connection, and its driver what the driver returned', async () => {
      const { uuid } = await wantedNode(store, events);
      await store.consoles.begin(uuid, START);
      const publication = { connection: hubConnection(), socatUrl: 'tcp://127.0.0.1:10000' };
      const node = await store.consoles.started(uuid, serialConnection('/run/a'), '127.0.0.1', publication);
      expect(await store.consoles.load(uuid)).toMatchObject({
        connection: serialConnection('/run/a'),
        published: hubConnection(),
        socatUrl: 'tcp://127.0.0.1:10000',
      });
      const session = await store.sessions.redeem(redeemRequest(node, clock.now()));
      expect(await store.sessions.target(session)).toMatchObject({
        connection: hubConnection(),
        address: '127.0.0.1',
      });
    });

    it('keeps the generation while the published connection stays, whatever is behind it', async () => {
      const { uuid } = await wantedNode(store, events);
      await store.consoles.begin(uuid, START);
      const publication = { connection: hubConnection(), socatUrl: null };
      const first = await store.consoles.started(uuid, serialConnection('/run/a'), '127.0.0.1', publication);
      const second = await store.consoles.started(uuid, serialConnection('/run/b'), '127.0.0.1', publication);
      expect(second.generation).toBe(first.generation);
      expect(await store.consoles.load(uuid)).toMatchObject({ connection: serialConnection('/run/b') });
      const third = await store.consoles.started(uuid, serialConnection('/run/b'), '127.0.0.1', {
        ...publication,
        socatUrl: 'tcp://127.0.0.1:10001',
      });
      expect(third.generation).toBe(first.generation);
      expect(await store.consoles.load(uuid)).toMatchObject({ socatUrl: 'tcp://127.0.0.1:10001' });
      const fourth = await store.consoles.started(uuid, serialConnection('/run/b'), '127.0.0.1', {
        connection: hubConnection('rotated'),
        socatUrl: null,
      });
      expect(fourth.generation).toBe(first.generation + 1);
    });

    it('enables a console that went unwanted meanwhile, and leaves it unwanted', async () => {
      const { uuid } = await wantedNode(store, events);
      await store.consoles.begin(uuid, START);
      await store.nodes.setConsoleWanted(uuid, false);
      expect(await store.consoles.started(uuid, vncConnection(), ADDRESS)).toMatchObject({
        consoleWanted: false,
        consoleEnabled: true,
      });
      expect(await store.consoles.listActive()).toEqual([uuid]);
    });

    it('refuses a console that was not begun', async () => {
      const { uuid } = await wantedNode(store, events);
      await expect(store.consoles.started(uuid, vncConnection(), ADDRESS)).rejects.toThrow(InternalError);
      expect(await store.nodes.get(uuid)).toMatchObject({ consoleEnabled: false });
    });
  });

  describe('failed', () => {
    it('withdraws the wish, says why and leaves the row to be stopped', async () => {
      const { uuid, generation } = await wantedNode(store, events);
      await store.consoles.begin(uuid, START);
      await store.consoles.failed(uuid, 'no licence');
      expect(await store.nodes.get(uuid)).toMatchObject({
        consoleWanted: false,
        lastError: 'no licence',
        generation: generation + 1,
      });
      expect(events).toEqual([{ type: 'node', nodeUuid: uuid }]);
      expect(await store.consoles.listActive()).toEqual([uuid]);
    });

    it('withdraws the wish where the start was not even begun', async () => {
      const { uuid } = await wantedNode(store, events);
      await store.consoles.failed(uuid, 'no such interface');
      expect(await store.nodes.get(uuid)).toMatchObject({
        consoleWanted: false,
        lastError: 'no such interface',
      });
      expect(await store.consoles.listActive()).toEqual([]);
    });

    it('lets a wish stand that was made anew during the start', async () => {
      const { uuid } = await wantedNode(store, events);
      await store.consoles.begin(uuid, START);
      await store.nodes.setConsoleWanted(uuid, false);
      const wish = await store.nodes.setConsoleWanted(uuid, true);
      events.length = 0;
      await store.consoles.failed(uuid, 'refused');
      expect(await store.nodes.get(uuid)).toEqual(wish);
      expect(events).toEqual([{ type: 'node', nodeUuid: uuid }]);
      await store.consoles.begin(uuid, START);
      await store.consoles.failed(uuid, 'refused again');
      expect(await store.nodes.get(uuid)).toMatchObject({ consoleWanted: false, lastError: 'refused again' });
    });

    it('says why where the wish was withdrawn meanwhile', async () => {
      const { uuid } = await wantedNode(store, events);
      await store.consoles.begin(uuid, START);
      const { generation } = await store.nodes.setConsoleWanted(uuid, false);
      await store.consoles.failed(uuid, 'refused');
      expect(await store.nodes.get(uuid)).toMatchObject({ lastError: 'refused', generation });
    });
  });

  describe('setLastError', () => {
    it('keeps wanted, enabled and generation, and tells nobody', async () => {
      const node = await startedNode(store);
      events.length = 0;
      clock.advance(1);
      await store.consoles.setLastError(node.uuid, 'BMC away');
      const changed = await store.nodes.get(node.uuid);
      expect(changed).toEqual({ ...node, lastError: 'BMC away', updatedAt: clock.now() });
      clock.advance(1);
      await store.consoles.setLastError(node.uuid, 'BMC away');
      expect(await store.nodes.get(node.uuid)).toEqual(changed);
      await store.consoles.setLastError(node.uuid, null);
      expect(await store.nodes.get(node.uuid)).toMatchObject({ lastError: null });
      expect(events).toEqual([]);
    });
  });

  describe('stopped', () => {
    it('removes the row, disables the console and takes a new generation, keeping wish and error', async () => {
      const { uuid, generation } = await startedNode(store);
      await store.consoles.setLastError(uuid, 'kept');
      events.length = 0;
      await store.consoles.stopped(uuid);
      expect(await store.consoles.load(uuid)).toBeNull();
      expect(await store.nodes.get(uuid)).toMatchObject({
        consoleWanted: true,
        consoleEnabled: false,
        generation: generation + 1,
        lastError: 'kept',
      });
      expect(events).toEqual([{ type: 'node', nodeUuid: uuid }]);
    });

    it('removes a node that is being deleted', async () => {
      const { uuid } = await startedNode(store);
      await store.nodes.markDeleting(uuid);
      expect(await store.consoles.listActive()).toEqual([uuid]);
      events.length = 0;
      await store.consoles.stopped(uuid);
      expect(events).toEqual([{ type: 'node', nodeUuid: uuid }]);
      await expect(store.nodes.get(uuid, { includeDeleting: true })).rejects.toThrow(NodeNotFoundError);
      expect(await store.consoles.load(uuid)).toBeNull();
      expect(await store.consoles.listActive()).toEqual([]);
      await expect(store.consoles.stopped(uuid)).rejects.toThrow(NodeNotFoundError);
    });
  });
});
