import { systemClock } from './clock.js';
import { CancelledError } from './errors.js';

describe('systemClock', () => {
  it('tells the time', () => {
    expect(Math.abs(systemClock.now().getTime() - Date.now())).toBeLessThan(1000);
  });

  it('sleeps as long as told', async () => {
    const startMs = systemClock.monotonicMs();
    await systemClock.sleep(20);
    // Timers may fire a millisecond early.
    expect(systemClock.monotonicMs() - startMs).toBeGreaterThanOrEqual(19);
  });

  it('wakes with CancelledError, and the reason as cause, as soon as the signal aborts', async () => {
    const controller = new AbortController();
    const sleep = systemClock.sleep(60_000, controller.signal);
    controller.abort('shutdown');
    await expect(sleep).rejects.toThrow(CancelledError);
    await expect(sleep).rejects.toMatchObject({ cause: 'shutdown' });
  });

  it('does not begin to sleep when the signal has aborted already', async () => {
    await expect(systemClock.sleep(60_000, AbortSignal.abort())).rejects.toThrow(CancelledError);
  });
});
