import { spawn, type ChildProcess } from 'node:child_process';
import { eventually } from '@ironbridge/testkit';

/** Output kept of each program, in characters; what is older goes. */
const MAX_OUTPUT = 4_000_000;

const KILL_AFTER_MS = 10_000;

export interface SpawnOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly stdin?: string;
  /** As a terminal runs it: in a process group of its own, all of which gets the signals. */
  readonly hasOwnGroup?: boolean;
}

const running = new Set<SpawnedProgram>();

/** A real program that a test started: its output, and its end. Whatever happens, it does not outlive the test file. */
export class SpawnedProgram {
  public stdout = '';
  public stderr = '';
  public readonly pid: number;
  readonly #child: ChildProcess;
  readonly #hasOwnGroup: boolean;
  readonly #exited: Promise<number | null>;

  public constructor(command: string, args: readonly string[], options: SpawnOptions = {}) {
    const { cwd, env = process.env, stdin, hasOwnGroup = false } = options;
    this.#hasOwnGroup = hasOwnGroup;
    this.#child = spawn(command, args, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'], detached: hasOwnGroup });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.stdout = (this.stdout + text).slice(-MAX_OUTPUT);
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr = (this.stderr + text).slice(-MAX_OUTPUT);
    });
    this.#child.stdin?.on('error', () => undefined).end(stdin);
    this.#exited = new Promise((resolve, reject) => {
      this.#child.once('error', reject).once('close', (code) => {
        running.delete(this);
        resolve(code);
      });
    });
    this.#exited.catch(() => undefined);
    if (this.#child.pid === undefined) throw new Error(`${command} could not be started`);
    this.pid = this.#child.pid;
    running.add(this);
  }

  public get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** Waits for a line of its output; fails at once where it ended without it. */
  public async saying(pattern: RegExp, timeoutMs = 20_000): Promise<RegExpMatchArray> {
    const failure = (): Error =>
      new Error(`It did not say ${String(pattern)} but:\n${this.stdout}\n${this.stderr}`);
    const said = await eventually(() => {
      const match = pattern.exec(this.stdout) ?? pattern.exec(this.stderr);
      if (match !== null || !running.has(this)) return match;
      throw failure();
    }, timeoutMs);
    if (said === null) throw failure();
    return said;
  }

  /** Waits for its own end. */
  public async ending(): Promise<number | null> {
    return this.#exited;
  }

  /** Ends it, and waits until it has. */
  public async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (!this.hasEnded) this.#kill(signal);
    const timer = setTimeout(() => {
      this.#kill('SIGKILL');
    }, KILL_AFTER_MS);
    try {
      return await this.#exited;
    } finally {
      clearTimeout(timer);
    }
  }

  #kill(signal: NodeJS.Signals): void {
    if (!this.#hasOwnGroup) {
      this.#child.kill(signal);
    } else if (isGroupAlive(this.pid)) {
      process.kill(-this.pid, signal);
    }
  }
}

/** Whether any process of a group is left. */
export function isGroupAlive(groupId: number): boolean {
  try {
    return process.kill(-groupId, 0);
  } catch {
    return false;
  }
}

/** Runs a program to its end. */
export async function runProgram(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const program = new SpawnedProgram(command, args, options);
  const code = await program.ending();
  return { code, stdout: program.stdout, stderr: program.stderr };
}

afterAll(async () => {
  await Promise.all([...running].map((program) => program.end('SIGKILL')));
});
