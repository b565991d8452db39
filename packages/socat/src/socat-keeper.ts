import type { ProcessIdentity, ProcessRunner, SubprocessSettings } from '@ironbridge/base';
import { type Deadline, InternalError, lastWords, systemClock, type Clock } from '@ironbridge/common';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConsoleProgram } from './console-program.js';
import { digestOfProgram } from './digest-of-program.js';
import { SocatFailedError } from './errors.js';
import { WRAPPER, prepareRuntimeDirectory } from './runtime-directory.js';

/** What a driver saves of the socat of a node, to know it again. */
export interface KeptSocat {
  /** Of the program that it was started with; see {@link digestOfProgram}. */
  readonly digest: string;
  /** What {@link SocatKeeper.start} returned; null where it may not have come to that. */
  readonly socat: ProcessIdentity | null;
}

export interface WaitLimits {
  readonly deadline: Deadline;
  readonly signal: AbortSignal;
}

/** Carried by socat and all that it starts, and by nothing else: by it the processes of a console are found again. */
const MARK = 'IRONBRIDGE_CONSOLE';

const POLL_MS = 5;

/** While processes are found and ended, a socat may start another. */
const MAX_END_ROUNDS = 5;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const FILE_SUFFIXES = ['.sock', '.args', '.log'] as const;

/**
 * Keeps one socat for each console: it listens at a socket of its own and starts the console's program for each connection, one
 * at a time. They go on when this process ends, and another finds them by what the driver saved.
 */
export class SocatKeeper {
  readonly #runner: ProcessRunner;
  readonly #settings: SubprocessSettings;
  readonly #clock: Clock;

  public constructor(runner: ProcessRunner, settings: SubprocessSettings, clock: Clock = systemClock) {
    this.#runner = runner;
    this.#settings = settings;
    this.#clock = clock;
  }

  /** Where the console of a node is reached once its socat listens. */
  public socketPath(uuid: string): string {
    return join(this.#settings.runtimeDirectory, `${checked(uuid)}.sock`);
  }

  /**
   * Starts the socat of a node, in whose stead nothing may run: see {@link end}.
   *
   * @returns the process that listens; it does so when this returns
   * @throws RuntimeDirectoryError, SocatFailedError, ProgramMissingError; nothing of it is left running then
   */
  public async start(uuid: string, program: ConsoleProgram, limits: WaitLimits): Promise<ProcessIdentity> {
    const { runtimeDirectory: directory, startTimeoutMs } = this.#settings;
    const lines = [program.file, ...program.args];
    if (lines.some((line) => /[\n\r\0]/.test(line))) {
      throw new InternalError(
        'An argument of a console program holds a line break; the driver has to refuse it',
      );
    }
    await prepareRuntimeDirectory(directory);
    await this.#removeFiles(uuid);
    await writeFile(this.#file(uuid, '.args'), `${lines.join('\n')}\n`, { mode: 0o600 });
    try {
      const identity = await this.#runner.start(
        {
          file: 'socat',
          // Fixed but for the uuid: what an address of socat means depends on every character in it.
          args: [
            `UNIX-LISTEN:./${uuid}.sock,mode=0600,fork,max-children=1`,
            // Without end-close socat kills the program, and its session stays open at the BMC; with it the program sees
            // its terminal go and takes leave.
            `EXEC:./${WRAPPER} ${uuid},pty,raw,echo=0,stderr,end-close${program.getsHangUp === true ? ',setsid,ctty' : ''}`,
          ],
          cwd: directory,
          env: { ...program.env, [MARK]: this.#mark(uuid) },
          ...(program.secrets === undefined ? {} : { secrets: program.secrets }),
        },
        this.#file(uuid, '.log'),
      );
      const deadline = limits.deadline.atMost(startTimeoutMs);
      await this.#untilListening(uuid, identity, deadline, limits.signal);
      return identity;
    } catch (error) {
      await this.end(uuid);
      throw error;
    }
  }

  /** Whether the socat that was kept still serves the node's socket, with no other program than this one. */
  public async isServing(
    uuid: string,
    program: ConsoleProgram,
    { digest, socat }: KeptSocat,
  ): Promise<boolean> {
    return (
      socat !== null &&
      digest === digestOfProgram(program) &&
      (await this.#runner.isAlive(socat)) &&
      (await this.#isListening(uuid))
    );
  }

  /**
   * Ends whatever runs for a node, from whichever life of this host, and removes its files. It may be repeated.
   *
   * @returns how many processes ran: one is a socat that waited for a connection, more had one
   */
  public async end(uuid: string): Promise<number> {
    let ended = 0;
    for (let round = 0; round < MAX_END_ROUNDS; round += 1) {
      const found = await this.#runner.find(MARK, this.#mark(uuid));
      if (found.length === 0) break;
      ended += found.length;
      await Promise.all(found.map((identity) => this.#runner.end(identity, this.#settings.killTimeoutMs)));
    }
    await this.#removeFiles(uuid);
    return ended;
  }

  async #untilListening(
    uuid: string,
    identity: ProcessIdentity,
    deadline: Deadline,
    signal: AbortSignal,
  ): Promise<void> {
    while (!(await this.#isListening(uuid))) {
      signal.throwIfAborted();
      if (!(await this.#runner.isAlive(identity))) {
        throw new SocatFailedError('ended at once', await this.#lastWords(uuid));
      }
      if (deadline.hasPassed) {
        throw new SocatFailedError('did not listen in time', await this.#lastWords(uuid));
      }
      await this.#clock.sleep(POLL_MS, signal);
    }
  }

  /** By the kernel's list, since connecting would start the program: proc(5), `/proc/net/unix`. */
  async #isListening(uuid: string): Promise<boolean> {
    const sockets = await readFile('/proc/net/unix', 'latin1');
    // Reference count, protocol, flags (accepting connections), type (stream), state, inode, path as it was bound.
    return new RegExp(`: \\S+ \\S+ 00010000 0001 01 +\\d+ \\./${checked(uuid)}\\.sock$`, 'im').test(sockets);
  }

  async #lastWords(uuid: string): Promise<string> {
    return lastWords(await readFile(this.#file(uuid, '.log')).catch(() => ''));
  }

  async #removeFiles(uuid: string): Promise<void> {
    await Promise.all(FILE_SUFFIXES.map((suffix) => rm(this.#file(uuid, suffix), { force: true })));
  }

  #file(uuid: string, suffix: (typeof FILE_SUFFIXES)[number]): string {
    return join(this.#settings.runtimeDirectory, `${checked(uuid)}${suffix}`);
  }

  #mark(uuid: string): string {
    return join(this.#settings.runtimeDirectory, checked(uuid));
  }
}

/** A uuid becomes part of file names and of an address of socat. */
function checked(uuid: string): string {
  if (!UUID.test(uuid))
    throw new InternalError('A node without a valid uuid reached the keeper of its socat');
  return uuid;
}
