import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { VncHookError } from '../errors.js';
import type { VncHook } from './vnc-hook.js';

const HOOK_TIMEOUT_MS = 10_000;

/**
 * A hook that runs a program, with one line of JSON on its standard input:
 * `{"enabled": true, "port": 5901, "password": "…"}`, password null where none is set. Exit status 0 means done.
 */
export function createCommandHook([program, ...args]: readonly [string, ...string[]]): VncHook {
  return async (settings, signal) => {
    const line = JSON.stringify({
      enabled: settings.isEnabled,
      port: settings.port,
      password: settings.password?.reveal() ?? null,
    });
    // The timeout that spawn itself offers leaves its timer running when there is no such program.
    const timeout = AbortSignal.timeout(HOOK_TIMEOUT_MS);
    const child = spawn(program, args, {
      stdio: ['pipe', 'ignore', 'ignore'],
      signal: AbortSignal.any([signal, timeout]),
      killSignal: 'SIGKILL',
    });
    // A program may do without its input; what counts is how it ends.
    child.stdin.on('error', () => undefined);
    child.stdin.end(`${line}\n`);
    let ending: unknown[];
    try {
      ending = await once(child, 'close');
    } catch (error) {
      const how = timeout.aborted
        ? `did not end within ${String(HOOK_TIMEOUT_MS)} ms`
        : 'could not be run; check its path';
      throw new VncHookError(`The VNC hook ${program} ${how}`, { cause: error });
    }
    const [exitCode] = ending;
    if (exitCode !== 0)
      throw new VncHookError(`The VNC hook ${program} ended with status ${String(exitCode)}`);
  };
}
