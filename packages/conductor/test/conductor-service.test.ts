import { ConductorFixture } from './support/conductor-fixture.js';

describe('ConductorService', () => {
  let fixture: ConductorFixture;

  beforeEach(async () => {
    fixture = await ConductorFixture.open();
  });

  afterEach(async () => {
    await fixture.close();
  });

  it('waits while another owner holds the lock', async () => {
    await fixture.store.consoles.lock(fixture.uuid, 'conductor-2', 60_000);
    await fixture.want(true);
    await expect(fixture.store.consoles.lock(fixture.uuid, 'conductor-3', 1000)).resolves.toBe(false);
    expect(fixture.scripted.count('start')).toBe(0);
    await fixture.store.consoles.unlock(fixture.uuid, 'conductor-2');
    await fixture.settled({ consoleEnabled: true });
  });

  it('publishes hardware types with their interfaces, and takes them back at the end', async () => {
    expect(await fixture.store.conductors.list()).toMatchObject([
      { hostname: 'conductor-1', hardwareTypes: { 'fake-hardware': ['scripted'] } },
    ]);
    await fixture.closeService();
    expect(await fixture.store.conductors.list()).toEqual([]);
  });
});
