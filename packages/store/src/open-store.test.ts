import { randomBytes, randomUUID } from 'node:crypto';
import { createKeyring } from './keyring.js';
import { openStore } from './open-store.js';
import type { Store } from './store.js';

describe('openStore', () => {
  let store: Store;

  beforeEach(async () => {
    store = await openStore({ connection: 'sqlite://', keys: createKeyring(randomBytes(32)) });
  });

  afterEach(async () => {
    await store.close();
  });

  it('carries a node through its whole life', async () => {
    const { nodes, consoles, sessions } = store;
    const uuid = randomUUID();
    await nodes.create({
      uuid,
      name: 'n1',
      driver: 'idrac',
      driverInfo: { a: 'b' },
      consoleInterface: null,
      fields: { extra: {} },
    });
    await nodes.setConsoleWanted(uuid, true);
    expect(await consoles.lock(uuid, 'host', 1000)).toBe(true);
    await consoles.begin(uuid, { interfaceName: 'fake', driver: 'idrac', driverInfo: { a: 'b' } });
    await consoles.saveState(uuid, { before: 1 });
    const node = await consoles.started(uuid, { type: 'serial', host: '10.0.0.1', port: 5900 }, '10.0.0.1');
    await consoles.unlock(uuid, 'host');
    const session = await sessions.redeem({
      tokenId: randomUUID(),
      tokenExpiresAt: new Date(Date.now() + 60_000),
      nodeUuid: uuid,
      generation: node.generation,
      mode: 'read-write',
      user: 'me',
      keyHash: 'k',
      sessionExpiresAt: new Date(Date.now() + 60_000),
    });
    expect(await sessions.find('k')).toEqual(session);
    expect(await sessions.target(session)).toMatchObject({ nodeName: 'n1', address: '10.0.0.1' });
    const viewer = await sessions.openViewer(session, 1, 'p', 1000);
    expect(viewer).not.toBeNull();
    expect(await sessions.openViewer(session, 1, 'p', 1000)).toBeNull();
    expect(await sessions.renewViewers([viewer ?? ''], 1000)).toEqual([viewer]);
    await sessions.closeViewer(viewer ?? '');
    expect(await sessions.list(uuid)).toEqual([session]);
    expect(await consoles.listActive()).toEqual([uuid]);
    await nodes.markDeleting(uuid);
    expect(await sessions.find('k')).toBeNull();
    await consoles.stopped(uuid);
    expect(await consoles.listActive()).toEqual([]);
    await store.ping();
  });
});
