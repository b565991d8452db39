import type { Clock } from './clock.js';
import { Deadline } from './deadline.js';
import { CancelledError, TimeoutError } from './errors.js';

/** A clock moved by hand; FakeClock of testkit would be a dependency upwards. */
function createClock(): Clock & { elapse(ms: number): void } {
  let nowMs = 0;
  const sleepers = new Map<() => void, number>();
  return {
    now: () => new Date(nowMs),
    monotonicMs: () => nowMs,
    sleep: (ms) =>
      new Promise((resolve) => {
        sleepers.set(resolve, nowMs + ms);
      }),
    elapse: (ms) => {
      nowMs += ms;
      for (const [wake, atMs] of sleepers) if (atMs <= nowMs) wake();
    },
  };
}

const forever = (): Promise<never> => new Promise(() => undefined);

describe('Deadline', () => {
  describe('remainingMs', () => {
    it('shrinks with time and is never negative', () => {
      const clock = createClock();
      const deadline = Deadline.after(100, clock);
      clock.elapse(40);
      expect(deadline.remainingMs).toBe(60);
      expect(deadline.hasPassed).toBe(false);
      clock.elapse(100);
      expect(deadline.remainingMs).toBe(0);
      expect(deadline.hasPassed).toBe(true);
    });
  });

  describe('atMost', () => {
    it('gives a step its budget, but no more than the whole has left', () => {
      const clock = createClock();
      const deadline = Deadline.after(100, clock);
      expect(deadline.atMost(30).remainingMs).toBe(30);
      clock.elapse(90);
      expect(deadline.atMost(30).remainingMs).toBe(10);
    });
  });

  describe('run', () => {
    it('returns what the work returns and leaves its signal alone', async () => {
      let given: AbortSignal | undefined;
      const work = (signal: AbortSignal): Promise<string> => {
        given = signal;
        return Promise.resolve('done');
      };
      await expect(Deadline.after(1000).run('Work', work)).resolves.toBe('done');
      expect(given?.aborted).toBe(false);
    });

    it('throws what the work throws', async () => {
      const broken = new TypeError('broken');
      await expect(Deadline.after(1000).run('Work', () => Promise.reject(broken))).rejects.toBe(broken);
    });

    it('throws TimeoutError and aborts the work when the deadline passes, even if the work goes on', async () => {
      const clock = createClock();
      let given: AbortSignal | undefined;
      const run = Deadline.after(50, clock).run('Asking the BMC', (signal) => {
        given = signal;
        return forever();
      });
      clock.elapse(50);
      await expect(run).rejects.toThrow(new TimeoutError('Asking the BMC did not finish in time'));
      expect(given?.reason).toBeInstanceOf(TimeoutError);
    });

    it('keeps time by its own clock', async () => {
      const clock = createClock();
      let isOver = false;
      const run = Deadline.after(1, clock)
        .run('Work', forever)
        .catch(() => (isOver = true));
      await new Promise((resolve) => {
        setTimeout(resolve, 20);
      });
      expect(isOver).toBe(false);
      clock.elapse(1);
      await run;
      expect(isOver).toBe(true);
    });

    it('passes by the system clock as well', async () => {
      await expect(Deadline.after(5).run('Work', forever)).rejects.toThrow(TimeoutError);
    });

    it('tells of the deadline, not of what the work makes of its abort', async () => {
      const clock = createClock();
      const run = Deadline.after(5, clock).run(
        'Work',
        (signal) =>
          new Promise((_, reject) => {
            signal.addEventListener('abort', () => {
              reject(new TypeError('aborted'));
            });
          }),
      );
      clock.elapse(5);
      await expect(run).rejects.toThrow(TimeoutError);
    });

    it('throws the reason of a signal that aborts while the work goes on, and aborts the work with it', async () => {
      const controller = new AbortController();
      const reason = new CancelledError('No longer wanted');
      let given: AbortSignal | undefined;
      const run = Deadline.after(1000).run(
        'Work',
        (signal) => {
          given = signal;
          return forever();
        },
        controller.signal,
      );
      controller.abort(reason);
      await expect(run).rejects.toBe(reason);
      expect(given?.reason).toBe(reason);
    });

    it('does not begin when the signal has aborted already', async () => {
      const work = jest.fn(forever);
      const reason = new CancelledError('No longer wanted');
      const run = Deadline.after(1000).run('Work', work, AbortSignal.abort(reason));
      await expect(run).rejects.toBe(reason);
      expect(work).not.toHaveBeenCalled();
    });
  });
});
