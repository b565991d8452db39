import { readdir } from 'node:fs/promises';
import { ProcFileReader } from './proc-file-reader.js';

/** Enough for what a driver gives a program, and what a shell adds to that. */
const MAX_ENVIRON_BYTES = 64 * 1024;

type Found = ReadonlyMap<string, readonly number[]>;

/**
 * Finds processes by a variable of their environment. Those who ask at the same time are answered by one look through
 * /proc: a host that takes many consoles up again asks for each of them, and may have thousands of processes.
 */
export class ProcessSearch {
  readonly #environ = new ProcFileReader(MAX_ENVIRON_BYTES);
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
      const variables = (await this.#environ.read(`/proc/${pid}/environ`)).toString().split('\0');
      for (const variable of variables) {
        if (wanted.has(variable)) found.set(variable, [...(found.get(variable) ?? []), Number(pid)]);
      }
    }
    return found;
  }
}
