import { openTestStore } from '../test/support/samples.js';

describe('ConductorStore', () => {
  it('lists what conductors last said, until they are removed', async () => {
    const { store, clock } = await openTestStore();
    const b = { hostname: 'b', conductorGroup: '', hardwareTypes: { idrac: ['idrac-vnc', 'redfish-vnc'] } };
    const a = { hostname: 'a', conductorGroup: 'rack', hardwareTypes: {} };
    const first = clock.now();
    await store.conductors.heartbeat(b);
    await store.conductors.heartbeat({ ...a, conductorGroup: 'old' });
    clock.advance(10_000);
    await store.conductors.heartbeat(a);
    expect(await store.conductors.list()).toEqual([
      { ...a, heartbeatAt: clock.now() },
      { ...b, heartbeatAt: first },
    ]);
    await store.conductors.remove('a');
    await store.conductors.remove('unknown');
    expect((await store.conductors.list()).map(({ hostname }) => hostname)).toEqual(['b']);
    await store.close();
  });
});
