import { readdir } from 'node:fs/promises';
import { readProcFile } from './read-proc-file.js';

/** Enough for what a driver gives a program, and what a shell adds to that. */
const MAX_ENVIRON_BYTES = 64 * 1024;

type Found = ReadonlyMap<string, readonly number[]>;

/**
 * Finds processes by a variable of their environment. Those who ask at the same time are answered by one look through
 * /proc: a host that takes many consoles up again asks for each of them, and may have thousands of processes.
 */
export class ProcessSearch {
  /** One look at a time reads into it. */
  readonly #memory = Buffer.allocUnsafeSlow(MAX_ENVIRON_BYTES);
  #wanted = new Set<string>();
  #next: Promise<Found> | undefined;
  #current: Promise<unknown> = Promise.resolve();

  /**
   * The processes that were there when this was called, and carry `variable`, of the form `NAME=value`. Another user's
   * environment cannot be read, and is not looked at.
   */
  public async find(variable: string): Promise<readonly number[]> {
    this.#wanted.add(variable);
    if (this.#next === undefined) {
      this.#next = this.#current.then(() => this.#look());
      this.#current = this.#next.catch(() => undefined);
    }
    return (await this.#next).get(variable) ?? [];
  }

  async #look(): Promise<Found> {
    const wanted = this.#wanted;
    this.#wanted = new Set();
    this.#next = undefined;
    const found = new Map<string, number[]>();
    for (const pid of (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry))) {
      const environ = await readProcFile(`/proc/${pid}/environ`, this.#memory);
      for (const variable of environ.toString().split('\0')) {
        if (wanted.has(variable)) found.set(variable, [...(found.get(variable) ?? []), Number(pid)]);
      }
    }
    return found;
  }
}
