import type { OnReadOpts } from 'node:net';

const KIB = 1024;
const MIN_BYTES = 16 * KIB;
const MAX_BYTES = 512 * KIB;

/**
 * The memory that a socket reads into, sized by what came last: an idle console holds little, and one that streams a picture
 * takes half a MiB with each system call, which is what the CPU time of a relay goes by.
 *
 * @see net.connect, option `onread`
 */
export class ReadAhead {
  /** For `net.connect`. */
  public readonly onread: OnReadOpts;
  readonly #early: Buffer[] = [];
  #memory = Buffer.allocUnsafeSlow(MIN_BYTES);
  #receiver: ((chunk: Buffer) => void) | undefined;

  public constructor() {
    this.onread = {
      buffer: () => this.#memory,
      callback: (length) => {
        const chunk = this.#memory.subarray(0, length);
        // Whoever gets the chunk keeps its memory, so the next read needs its own.
        this.#memory = Buffer.allocUnsafeSlow(nextSize(length, this.#memory.length));
        if (this.#receiver === undefined) this.#early.push(chunk);
        else this.#receiver(chunk);
        return true;
      },
    };
  }

  /** Gives what was read, and all that is to come, to `receiver`. */
  public receive(receiver: (chunk: Buffer) => void): void {
    this.#receiver = receiver;
    for (const chunk of this.#early.splice(0)) receiver(chunk);
  }
}

/** Grows fast while reads fill the memory, and falls back as soon as they do not. */
function nextSize(length: number, present: number): number {
  return length === present
    ? Math.min(present * 4, MAX_BYTES)
    : Math.max(MIN_BYTES, Math.min(length * 2, MAX_BYTES));
}
