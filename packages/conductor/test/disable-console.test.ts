import { eventually, FakeClock } from '@ironbridge/testkit';
import { BmcError } from './support/bmc-error.js';
import { ConductorFixture } from './support/conductor-fixture.js';

describe('disabling a console', () => {
  let fixture: ConductorFixture;

  beforeEach(async () => {
    fixture = await ConductorFixture.open();
  });

  afterEach(async () => {
    await fixture.close();
  });

  it('stops the console and takes a new generation', async () => {
    await fixture.enable();
    const before = (await fixture.node()).generation;
    await fixture.want(false);
    await fixture.settled({ consoleEnabled: false });
    expect((await fixture.node()).generation).toBeGreaterThan(before);
    expect(await fixture.store.consoles.load(fixture.uuid)).toBeNull();
  });

  it('stays enabled until the BMC confirms', async () => {
    await fixture.enable();
    let isBack = false;
    fixture.scripted.onStop = () =>
      isBack ? Promise.resolve() : Promise.reject(new BmcError('unavailable', 'No answer'));
    await fixture.want(false);
    await eventually(async () => {
      expect((await fixture.node()).lastError).toContain('No answer');
    });
    expect(await fixture.node()).toMatchObject({ consoleEnabled: true, consoleWanted: false });
    isBack = true;
    await fixture.settled({ consoleEnabled: false });
  });

  it('verifies a console that is wanted again after a stop that failed half-way', async () => {
    await fixture.enable();
    fixture.scripted.onStop = () => Promise.reject(new BmcError('unavailable', 'No answer'));
    await fixture.want(false);
    await eventually(async () => {
      expect(await fixture.node()).toMatchObject({
        reservation: null,
        lastError: expect.stringContaining('No answer'),
      });
    });
    await fixture.want(true);
    await eventually(() => {
      expect(fixture.scripted.count('start')).toBe(2);
    });
    await fixture.settled({ consoleEnabled: true, lastError: null });
  });

  it('does not wait with a wish that comes while a stop fails', async () => {
    await fixture.enable();
    fixture.scripted.onStop = async () => {
      await fixture.want(true);
      throw new BmcError('refused', 'The BMC refused the login');
    };
    await fixture.want(false);
    await eventually(() => {
      expect(fixture.scripted.count('start')).toBe(2);
    });
    await fixture.settled({ consoleEnabled: true, consoleWanted: true });
  });

  it('uses the driver_info that the console was started with', async () => {
    await fixture.enable();
    fixture.scripted.onStart = () => Promise.reject(new BmcError('refused', 'wrong password'));
    await fixture.store.nodes.update(fixture.uuid, {
      driverInfo: { scripted_address: '127.0.0.1', scripted_password: 'wrong' },
    });
    await eventually(async () => {
      expect((await fixture.node()).lastError).toContain('wrong password');
    });
    await fixture.want(false);
    await fixture.settled({ consoleEnabled: false });
    expect(fixture.scripted.tasks.at(-1)?.node.driverInfo).toMatchObject({ scripted_password: 'calvin' });
  });

  describe('where the BMC refuses it', () => {
    let clock: FakeClock;

    beforeEach(async () => {
      await fixture.enable();
      await fixture.closeService();
      clock = new FakeClock();
      await fixture.startService({ clock });
      fixture.scripted.onStop = () => Promise.reject(new BmcError('refused', 'The BMC refused the login'));
      await fixture.want(false);
      await eventually(async () => {
        expect(await fixture.node()).toMatchObject({
          reservation: null,
          lastError: expect.stringContaining('refused the login'),
        });
      });
    });

    it('does not ask again before the BMC has forgotten the failed login', async () => {
      await clock.advance(10 * 60_000);
      await fixture.closeService();
      expect(fixture.scripted.count('stop')).toBe(1);
      expect(await fixture.node()).toMatchObject({ consoleEnabled: true, consoleWanted: false });
    });

    it('asks again in the end, for the node may be deleted and out of reach', async () => {
      fixture.scripted.onStop = () => Promise.resolve();
      await clock.advance(20 * 60_000);
      await fixture.settled({ consoleEnabled: false });
      expect(fixture.scripted.count('stop')).toBe(2);
    });

    it('asks again at once when somebody corrects driver_info', async () => {
      fixture.scripted.onStop = ({ node: { driverInfo } }) =>
        driverInfo['scripted_password'] === 'right'
          ? Promise.resolve()
          : Promise.reject(new BmcError('refused', 'The BMC refused the login'));
      await fixture.store.nodes.update(fixture.uuid, {
        driverInfo: { scripted_address: '127.0.0.1', scripted_password: 'right' },
      });
      await fixture.settled({ consoleEnabled: false });
    });
  });

  it('removes a node whose deleting a conductor that ended had left to the next', async () => {
    await fixture.enable();
    await fixture.closeService();
    await fixture.store.nodes.markDeleting(fixture.uuid);
    await fixture.startService();
    await eventually(async () => {
      await expect(fixture.node()).rejects.toThrow('could not be found');
    });
    expect(fixture.scripted.count('stop')).toBe(1);
  });

  it('removes a deleted node only when its console is stopped', async () => {
    await fixture.enable();
    await fixture.store.nodes.markDeleting(fixture.uuid);
    await eventually(async () => {
      await expect(fixture.node()).rejects.toThrow('could not be found');
    });
    expect(fixture.scripted.count('stop')).toBe(1);
  });
});
