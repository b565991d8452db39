import { open } from 'node:fs/promises';

/**
 * Reads the beginning of files of /proc into one memory. Their length is not known before they are read, for which
 * `fs.readFile` takes 64 KiB anew at each call.
 */
export class ProcFileReader {
  readonly #memory: Buffer;

  public constructor(maxBytes: number) {
    this.#memory = Buffer.allocUnsafe(maxBytes);
  }

  /** What is valid until the next call; empty where the process is gone, or another user's. One call at a time. */
  public async read(path: string): Promise<Buffer> {
    try {
      const file = await open(path, 'r');
      try {
        const { bytesRead } = await file.read(this.#memory, 0, this.#memory.length, 0);
        return this.#memory.subarray(0, bytesRead);
      } finally {
        await file.close();
      }
    } catch {
      return this.#memory.subarray(0, 0);
    }
  }
}
