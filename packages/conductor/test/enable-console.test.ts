import { CancelledError, type ErrorKind } from '@ironbridge/common';
import { eventually } from '@ironbridge/testkit';
import { BmcError } from './support/bmc-error.js';
import { ConductorFixture } from './support/conductor-fixture.js';

describe('enabling a console', () => {
  let fixture: ConductorFixture;

  beforeEach(async () => {
    fixture = await ConductorFixture.open();
  });

  afterEach(async () => {
    await fixture.close();
  });

  it('starts a console that is wanted, once for a hundred equal wishes', async () => {
    await Promise.all(Array.from({ length: 100 }, () => fixture.want(true)));
    await fixture.settled({ consoleEnabled: true, consoleWanted: true, lastError: null });
    expect(fixture.scripted.count('start')).toBe(1);
  });

  it('takes a new generation when a connection is stored', async () => {
    const before = (await fixture.node()).generation;
    await fixture.enable();
    expect((await fixture.node()).generation).toBeGreaterThan(before);
  });

  it('tries a transient fault again', async () => {
    let attempts = 0;
    fixture.scripted.onStart = () => {
      attempts++;
      if (attempts === 1) return Promise.reject(new BmcError('unavailable', 'The BMC answered 503'));
      return Promise.resolve(fixture.scripted.connection('first'));
    };
    await fixture.enable();
    expect(attempts).toBe(2);
  });

  it('tells what went wrong before the attempt that the deadline cut short', async () => {
    await fixture.closeService();
    await fixture.startService({ startTimeoutMs: 2500 });
    let attempts = 0;
    fixture.scripted.onStart = ({ signal }) => {
      attempts++;
      if (attempts === 1) return Promise.reject(new BmcError('unavailable', 'The BMC answered 503'));
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          reject(new CancelledError('given up'));
        });
      });
    };
    await fixture.want(true);
    await fixture.settled({ consoleWanted: false, consoleEnabled: false });
    expect(attempts).toBe(2);
    expect((await fixture.node()).lastError).toContain('The BMC answered 503');
  });

  it.each<ErrorKind>(['refused', 'conflict', 'invalid-input'])(
    'gives up at once on %s, says why, and stops what the start left behind',
    async (kind) => {
      fixture.scripted.onStart = async (task) => {
        await task.saveState({ found: 'Disabled' });
        throw new BmcError(kind, 'The BMC said no');
      };
      await fixture.want(true);
      await fixture.settled({ consoleWanted: false, consoleEnabled: false });
      await eventually(async () => {
        expect(await fixture.store.consoles.load(fixture.uuid)).toBeNull();
      });
      expect((await fixture.node()).lastError).toContain('The BMC said no');
      expect(fixture.scripted.calls.filter((call) => call !== 'validate')).toEqual(['start', 'stop']);
      expect(fixture.scripted.tasks.at(-1)?.state).toEqual({ found: 'Disabled' });
    },
  );

  it('gives a start that hangs no longer than its deadline', async () => {
    await fixture.closeService();
    await fixture.startService({ startTimeoutMs: 100 });
    fixture.scripted.onStart = (task) =>
      new Promise((_, reject) => {
        task.signal.addEventListener('abort', () => {
          reject(new BmcError('cancelled', 'aborted'));
        });
      });
    await fixture.want(true);
    await fixture.settled({ consoleWanted: false });
    expect((await fixture.node()).lastError).toMatch(/did not finish in time/);
  });

  it('refuses a console at an address that is not allowed', async () => {
    fixture.scripted.onStart = () => Promise.resolve(fixture.scripted.connection('first', '169.254.169.254'));
    await fixture.want(true);
    await fixture.settled({ consoleWanted: false, consoleEnabled: false });
    expect((await fixture.node()).lastError).toContain('allowed_console_networks');
  });

  it('refuses what is not a connection', async () => {
    fixture.scripted.onStart = () =>
      Promise.resolve({ ...fixture.scripted.connection('first'), port: 99999 });
    await fixture.want(true);
    await fixture.settled({ consoleWanted: false, consoleEnabled: false });
    expect((await fixture.node()).lastError).toContain('port');
  });

  it('gives up a start that nobody wants any more', async () => {
    let started!: () => void;
    const hasStarted = new Promise<void>((resolve) => {
      started = resolve;
    });
    fixture.scripted.onStart = (task) =>
      new Promise((_, reject) => {
        started();
        task.signal.addEventListener('abort', () => {
          reject(new BmcError('cancelled', 'aborted'));
        });
      });
    await fixture.want(true);
    await hasStarted;
    await fixture.want(false);
    await fixture.settled({ consoleEnabled: false, lastError: null });
    expect(fixture.scripted.calls.at(-1)).toBe('stop');
  });
});
