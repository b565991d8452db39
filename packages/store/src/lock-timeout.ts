import { backoffMs, systemClock } from '@ironbridge/common';
import { errorCodeOf } from './error-code.js';
import { StoreUnavailableError } from './errors.js';

/** How long an operation waits for another process's write to end. */
const LOCK_TIMEOUT_MS = 5_000;

/** The SQLITE_… code of an error of the database; undefined for any other. */
export function databaseCodeOf(error: unknown): string | undefined {
  const code = errorCodeOf(error);
  return code?.startsWith('SQLITE_') === true ? code : undefined;
}

/**
 * Repeats `work` while another process holds the database's lock.
 *
 * @throws StoreUnavailableError after 5 s, or for any other error of the database
 */
export async function withLockTimeout<T>(work: () => Promise<T>): Promise<T> {
  const giveUpAt = systemClock.monotonicMs() + LOCK_TIMEOUT_MS;
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (cause) {
      const code = databaseCodeOf(cause);
      if (code === undefined) throw cause;
      if (!/^SQLITE_(BUSY|LOCKED)/.test(code)) {
        throw new StoreUnavailableError(`The database does not answer (${code})`, { cause });
      }
      if (systemClock.monotonicMs() >= giveUpAt) {
        const seconds = String(LOCK_TIMEOUT_MS / 1000);
        throw new StoreUnavailableError(
          `The database has been locked for ${seconds} s; is another program writing to it?`,
          { cause },
        );
      }
    }
    await systemClock.sleep(backoffMs(attempt, { baseMs: 2, maxMs: 50 }));
  }
}
