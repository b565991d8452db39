import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { KnownHostsFileError } from './errors.js';

/**
 * Sees to it that host keys can be pinned: ssh only warns where it cannot write them, and trusts anybody the next time.
 *
 * @throws KnownHostsFileError
 */
export async function prepareKnownHosts(file: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await (await open(file, 'a', 0o600)).close();
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown';
    throw new KnownHostsFileError(file, reason, { cause });
  }
}
