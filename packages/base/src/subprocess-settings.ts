import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** What a host decides for the programs that drivers start. */
export interface SubprocessSettings {
  /** Where sockets and the like of running consoles are; its mode must be 0700. A socket's path has room for 107 bytes. */
  readonly runtimeDirectory: string;
  /** `[console] subprocess_timeout`: how long a program may take until it is ready; milliseconds. */
  readonly startTimeoutMs: number;
  /** `[console] kill_timeout`: how long a program that was told to end may take before it is killed; milliseconds. */
  readonly killTimeoutMs: number;
}

/** `/run/ironbridge` for root, else a directory of the user's own below the one for temporary files. */
export function defaultRuntimeDirectory(): string {
  const { uid } = userInfo();
  return uid === 0 ? '/run/ironbridge' : join(tmpdir(), `ironbridge-${String(uid)}`);
}

/** Ironic's figures. */
export const DEFAULT_SUBPROCESS_TIMEOUTS = { startTimeoutMs: 10_000, killTimeoutMs: 1000 } as const;
