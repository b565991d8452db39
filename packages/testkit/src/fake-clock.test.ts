import { CancelledError } from '@ironbridge/common';
import { FakeClock } from './fake-clock.js';

describe('FakeClock', () => {
  it('stands still until it is moved', async () => {
    const clock = new FakeClock(new Date('2026-05-01T00:00:00Z'));
    await clock.advance(1500);
    expect(clock.now()).toEqual(new Date('2026-05-01T00:00:01.500Z'));
    expect(clock.monotonicMs()).toBe(1500);
  });

  it('wakes sleepers in the order of their times, each at its own', async () => {
    const clock = new FakeClock();
    const woken: [string, number][] = [];
    const wakes = [
      clock.sleep(30).then(() => woken.push(['late', clock.monotonicMs()])),
      clock.sleep(10).then(() => woken.push(['early', clock.monotonicMs()])),
    ];
    expect(clock.sleeping).toBe(2);
    await clock.advance(100);
    await Promise.all(wakes);
    expect(woken).toEqual([
      ['early', 10],
      ['late', 30],
    ]);
  });

  it('wakes a sleep that begins while the time moves', async () => {
    const clock = new FakeClock();
    const twice = clock.sleep(10).then(() => clock.sleep(10));
    await clock.advance(20);
    await twice;
    expect(clock.sleeping).toBe(0);
  });

  it('leaves a later sleeper asleep', async () => {
    const clock = new FakeClock();
    void clock.sleep(11);
    await clock.advance(10);
    expect(clock.sleeping).toBe(1);
  });

  it('cancels a sleep whose signal aborts, before or during it', async () => {
    const clock = new FakeClock();
    const controller = new AbortController();
    const sleep = clock.sleep(10, controller.signal);
    controller.abort();
    await expect(sleep).rejects.toThrow(CancelledError);
    await expect(clock.sleep(10, controller.signal)).rejects.toThrow(CancelledError);
    expect(clock.sleeping).toBe(0);
  });
});
