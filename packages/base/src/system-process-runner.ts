import { systemClock, type Clock, type Secret } from '@ironbridge/common';
import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, type FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { ProcessGoneError, ProgramMissingError } from './errors.js';
import { openUnnamedFile } from './open-unnamed-file.js';
import { ProcessSearch } from './process-search.js';
import type {
  ProcessIdentity,
  ProcessRunner,
  ProgramCall,
  ProgramResult,
  RunLimits,
} from './process-runner.js';
import { readProcFile } from './read-proc-file.js';

const MAX_OUTPUT_BYTES = 64 * 1024;

/** Fifty-two numbers and a name of at most 64 bytes: proc(5). */
const MAX_STAT_BYTES = 2048;

const POLL_MS = 10;

/** How long the kernel may take to remove a process that was killed; one that waits for a dead disk takes for ever. */
const KILLED_TIMEOUT_MS = 2000;

/** {@link ProcessRunner} by Node and Linux's /proc; other systems have no /proc, and it says so. */
export class SystemProcessRunner implements ProcessRunner {
  readonly #clock: Clock;
  readonly #search = new ProcessSearch();

  public constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  public async run(call: ProgramCall, limits: RunLimits): Promise<ProgramResult> {
    const { deadline, signal, maxOutputBytes = MAX_OUTPUT_BYTES } = limits;
    return deadline.run(call.file, (over) => runToEnd(call, maxOutputBytes, over), signal);
  }

  public async start(call: ProgramCall, outputFile: string): Promise<ProcessIdentity> {
    const output = await open(outputFile, 'w', 0o600);
    try {
      const child = await withSecrets(call.secrets, (fds) =>
        spawnCall(call, ['ignore', output.fd, output.fd, ...fds], true),
      );
      child.unref();
      const identity = await identityOf(child.pid ?? 0);
      if (identity === undefined) throw new ProcessGoneError(call.file);
      return identity;
    } finally {
      await output.close();
    }
  }

  public async isAlive({ pid, startTime, bootId }: ProcessIdentity): Promise<boolean> {
    const present = await identityOf(pid);
    return present?.startTime === startTime && present.bootId === bootId;
  }

  public async find(name: string, value: string): Promise<readonly ProcessIdentity[]> {
    const pids = await this.#search.find(`${name}=${value}`);
    const identities = await Promise.all(pids.map(identityOf));
    return identities.filter((identity) => identity !== undefined);
  }

  public async end(identity: ProcessIdentity, killTimeoutMs: number): Promise<void> {
    if (await this.#signal(identity, 'SIGTERM', killTimeoutMs)) return;
    await this.#signal(identity, 'SIGKILL', KILLED_TIMEOUT_MS);
  }

  /** Whether the process is gone within `timeoutMs` of the signal. */
  async #signal(identity: ProcessIdentity, signal: NodeJS.Signals, timeoutMs: number): Promise<boolean> {
    if (!(await this.isAlive(identity))) return true;
    try {
      process.kill(identity.pid, signal);
    } catch {
      // It went between the two lines.
    }
    const endMs = this.#clock.monotonicMs() + timeoutMs;
    while (await this.isAlive(identity)) {
      if (this.#clock.monotonicMs() >= endMs) return false;
      await this.#clock.sleep(POLL_MS);
    }
    return true;
  }
}

async function runToEnd(
  call: ProgramCall,
  maxOutputBytes: number,
  over: AbortSignal,
): Promise<ProgramResult> {
  const { child, stdout, stderr, closed } = await withSecrets(call.secrets, async (fds) => {
    const child = await spawnCall(call, ['ignore', 'pipe', 'pipe', ...fds]);
    // A short program ends while the secrets are being closed, so it is listened to before that.
    return {
      child,
      stdout: collect(child.stdout, maxOutputBytes),
      stderr: collect(child.stderr, maxOutputBytes),
      closed: once(child, 'close') as Promise<[number | null]>,
    };
  });
  const kill = (): void => {
    child.kill('SIGKILL');
    // What the program started may still hold the other ends.
    child.stdout?.destroy();
    child.stderr?.destroy();
  };
  over.addEventListener('abort', kill, { once: true });
  if (over.aborted) kill();
  const [exitCode] = await closed;
  over.removeEventListener('abort', kill);
  return { exitCode, stdout: stdout(), stderr: stderr() };
}

/** Gathers the first bytes of a stream; the returned function gives them as text. */
function collect(stream: Readable | null, maxBytes: number): () => string {
  const chunks: Buffer[] = [];
  let left = maxBytes;
  stream?.on('data', (chunk: Buffer) => {
    chunks.push(chunk.subarray(0, left));
    left = Math.max(0, left - chunk.length);
  });
  return () => Buffer.concat(chunks).toString();
}

/** @throws ProgramMissingError */
async function spawnCall(call: ProgramCall, stdio: StdioOptions, detached = false): Promise<ChildProcess> {
  const { file, args, cwd, env } = call;
  const child = spawn(file, args, {
    ...(cwd === undefined ? {} : { cwd }),
    env: { PATH: process.env['PATH'], LC_ALL: 'C', ...env },
    stdio,
    detached,
  });
  try {
    await once(child, 'spawn');
  } catch (cause) {
    throw new ProgramMissingError(file, { cause });
  }
  return child;
}

async function withSecrets<T>(
  secrets: readonly Secret<string | Uint8Array>[] = [],
  work: (descriptors: readonly number[]) => Promise<T>,
): Promise<T> {
  const files: FileHandle[] = [];
  try {
    for (const secret of secrets) files.push(await openUnnamedFile(secret));
    return await work(files.map(({ fd }) => fd));
  } finally {
    await Promise.all(files.map((file) => file.close()));
  }
}

/** Undefined where no process has this pid, or only the remains of one that nobody has waited for. */
async function identityOf(pid: number): Promise<ProcessIdentity | undefined> {
  const bytes = await readProcFile(`/proc/${String(pid)}/stat`, Buffer.allocUnsafe(MAX_STAT_BYTES));
  const stat = bytes.toString('latin1');
  // The second field is a name in parentheses that may hold both spaces and parentheses.
  const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const startTime = fields[18];
  if (startTime === undefined || state === 'Z' || state === 'X') return undefined;
  return { pid, startTime, bootId: await bootId() };
}

let knownBootId: Promise<string> | undefined;

/** It stays the same for as long as this process can run. */
async function bootId(): Promise<string> {
  knownBootId ??= readFile('/proc/sys/kernel/random/boot_id', 'latin1');
  return (await knownBootId).trim();
}
