import { eventually, FakeClock } from '@ironbridge/testkit';
import { BmcError } from './support/bmc-error.js';
import { ConductorFixture } from './support/conductor-fixture.js';
import { ScriptedInterface } from './support/scripted-interface.js';

describe('restoring a console', () => {
  let fixture: ConductorFixture;

  beforeEach(async () => {
    fixture = await ConductorFixture.open();
  });

  afterEach(async () => {
    await fixture.close();
  });

  const restart = async (): Promise<void> => {
    await fixture.closeService();
    fixture.scripted.calls.length = 0;
    await fixture.startService();
  };

  it('verifies at start-up and leaves a console that holds as it is', async () => {
    await fixture.enable();
    const before = await fixture.node();
    await restart();
    await eventually(() => {
      expect(fixture.scripted.count('start')).toBe(1);
    });
    await fixture.settled({ consoleEnabled: true, generation: before.generation });
  });

  it('leaves consoles as they are when it ends', async () => {
    await fixture.enable();
    await fixture.closeService();
    expect(fixture.scripted.count('stop')).toBe(0);
    expect(await fixture.node()).toMatchObject({ consoleEnabled: true, consoleWanted: true });
  });

  it('stores what start returns anew when the old console does not hold', async () => {
    await fixture.enable();
    const before = await fixture.node();
    fixture.scripted.onStart = () => Promise.resolve(fixture.scripted.connection('second'));
    await restart();
    await fixture.settled({ consoleEnabled: true, generation: before.generation + 1 });
  });

  it('finishes the first enable of a conductor that died', async () => {
    await fixture.closeService();
    await fixture.want(true);
    await fixture.store.consoles.begin(fixture.uuid, {
      interfaceName: 'scripted',
      driver: 'fake-hardware',
      driverInfo: { scripted_address: '127.0.0.1', scripted_password: 'calvin' },
    });
    await fixture.store.consoles.saveState(fixture.uuid, { found: 'Disabled' });
    await fixture.startService();
    await fixture.settled({ consoleEnabled: true });
    expect(fixture.scripted.tasks[0]?.state).toEqual({ found: 'Disabled' });
  });

  it('stays enabled and says so while the BMC is away, then restores', async () => {
    await fixture.enable();
    let isBack = false;
    fixture.scripted.onStart = (task) =>
      isBack
        ? Promise.resolve(task.connection ?? fixture.scripted.connection('third'))
        : Promise.reject(new BmcError('unavailable', 'No route to the BMC'));
    await fixture.closeService();
    const { generation } = await fixture.node();
    await fixture.startService();
    await eventually(() => {
      expect(fixture.scripted.count('start')).toBeGreaterThan(1);
    });
    isBack = true;
    await fixture.settled({ consoleEnabled: true, lastError: null, generation });
  }, 20_000);

  it('asks once with credentials that are refused, however often the console is reported lost', async () => {
    await fixture.enable();
    fixture.scripted.onStart = () => Promise.reject(new BmcError('refused', 'The BMC refused the login'));
    fixture.scripted.calls.length = 0;
    const { generation } = await fixture.node();
    fixture.store.publish({ type: 'lost', nodeUuid: fixture.uuid, generation, reason: 'unreachable' });
    await eventually(async () => {
      expect((await fixture.node()).lastError).toContain('refused the login');
    });
    await fixture.closeService();
    expect(fixture.scripted.count('start')).toBe(1);
    expect(await fixture.node()).toMatchObject({ consoleEnabled: true, consoleWanted: true });
  });

  it('does not offer a connection to the driver whose login the BMC refused', async () => {
    await fixture.enable();
    const { generation } = await fixture.node();
    fixture.scripted.onStart = () => Promise.resolve(fixture.scripted.connection('fresh'));
    fixture.store.publish({ type: 'lost', nodeUuid: fixture.uuid, generation, reason: 'login-refused' });
    await fixture.settled({ generation: generation + 1 });
    expect(fixture.scripted.tasks.at(-1)?.connection).toBeNull();
  });

  it('believes a report that comes while the console is being verified', async () => {
    await fixture.enable();
    const { generation } = await fixture.node();
    fixture.scripted.calls.length = 0;
    let endVerifying!: () => void;
    fixture.scripted.onStart = (task) =>
      new Promise((resolve) => {
        endVerifying = () => {
          resolve(task.connection ?? fixture.scripted.connection('fresh'));
        };
      });
    await fixture.closeService();
    await fixture.startService();
    await eventually(() => {
      expect(fixture.scripted.count('start')).toBe(1);
    });
    fixture.store.publish({ type: 'lost', nodeUuid: fixture.uuid, generation, reason: 'login-refused' });
    // The report is heard when the store has answered whose generation it is about.
    await fixture.node();
    fixture.scripted.onStart = (task) =>
      Promise.resolve(task.connection ?? fixture.scripted.connection('fresh'));
    endVerifying();
    await fixture.settled({ generation: generation + 1 });
  });

  it('restores with a growing wait where the fault is not of the kind that passes', async () => {
    await fixture.enable();
    await fixture.closeService();
    const clock = new FakeClock();
    fixture.scripted.onStart = () => Promise.reject(new BmcError('conflict', 'Others have all slots'));
    fixture.scripted.calls.length = 0;
    await fixture.startService({ clock });
    await eventually(async () => {
      expect((await fixture.node()).lastError).toContain('Others have all slots');
    });
    fixture.scripted.onStart = (task) =>
      Promise.resolve(task.connection ?? fixture.scripted.connection('fresh'));
    await eventually(async () => {
      await clock.advance(1000);
      expect(await fixture.node()).toMatchObject({ consoleEnabled: true, lastError: null });
    });
    expect(clock.monotonicMs()).toBeLessThan(120_000);
  });

  it('has a console stopped by the interface that started it where the default is another now', async () => {
    await fixture.enable();
    await fixture.closeService();
    const successor = new ScriptedInterface('successor');
    await fixture.startService({ interfaces: [successor, fixture.scripted] });
    await eventually(async () => {
      expect((await fixture.store.consoles.load(fixture.uuid))?.interfaceName).toBe('successor');
    });
    await fixture.settled({ consoleEnabled: true, consoleWanted: true });
    expect(fixture.scripted.count('stop')).toBe(1);
    expect(successor.tasks[0]).toMatchObject({ connection: null, state: null });
  });

  it('takes no notice of a report about an earlier generation', async () => {
    await fixture.enable();
    fixture.scripted.calls.length = 0;
    const { generation } = await fixture.node();
    fixture.store.publish({
      type: 'lost',
      nodeUuid: fixture.uuid,
      generation: generation - 1,
      reason: 'unreachable',
    });
    await fixture.want(false);
    await fixture.settled({ consoleEnabled: false });
    expect(fixture.scripted.calls.filter((call) => call !== 'validate')).toEqual(['stop']);
  });
});
