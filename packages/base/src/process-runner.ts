import type { Deadline, Secret } from '@ironbridge/common';

/** A program and what it gets. It sees nothing of the host's own environment but PATH. */
export interface ProgramCall {
  /** A name that is looked for in PATH, or an absolute path. */
  readonly file: string;
  /** Given as they are: no shell reads them. Everybody on the machine can, so no secret stands here. */
  readonly args: readonly string[];
  readonly cwd?: string;
  /** Variables beside PATH and the locale C. */
  readonly env?: Readonly<Record<string, string>>;
  /**
   * What the program reads from descriptor 3, 4 and so on, such as `/dev/fd/3`, any number of times. No file holds it under a
   * name at any moment, so nothing is left when everything is killed.
   */
  readonly secrets?: readonly Secret<string | Uint8Array>[];
}

export interface RunLimits {
  readonly deadline: Deadline;
  readonly signal?: AbortSignal;
  /** Of each output stream; what comes after is dropped. 64 KiB unless given. */
  readonly maxOutputBytes?: number;
}

/** How a program ended by itself. */
export interface ProgramResult {
  /** Null where a signal ended it. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Names one process for ever: a pid alone is given to another process some day. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks from boot to its start, field 22 of proc(5)'s `/proc/PID/stat`. */
  readonly startTime: string;
  /** Of the boot that it ran in: `/proc/sys/kernel/random/boot_id`. */
  readonly bootId: string;
}

/** Starts and ends other programs, as something a host can replace. */
export interface ProcessRunner {
  /**
   * Runs a program to its end, with nothing to read on its standard input.
   *
   * @throws ProgramMissingError; TimeoutError or the signal's reason once that killed it
   */
  run(call: ProgramCall, limits: RunLimits): Promise<ProgramResult>;

  /**
   * Starts a program that goes on when this process ends: in a session of its own, its output going to `outputFile`
   * (mode 0600, begun anew).
   *
   * @throws ProgramMissingError; ProcessGoneError where it ended at once
   */
  start(call: ProgramCall, outputFile: string): Promise<ProcessIdentity>;

  /** Whether that very process still runs, and not another that has its pid since. */
  isAlive(identity: ProcessIdentity): Promise<boolean>;

  /** The processes of this user in whose environment `name` has exactly this value, their descendants included. */
  find(name: string, value: string): Promise<readonly ProcessIdentity[]>;

  /** Asks the process to end (SIGTERM), and kills it once `killTimeoutMs` have passed; returns when it is gone. */
  end(identity: ProcessIdentity, killTimeoutMs: number): Promise<void>;
}
