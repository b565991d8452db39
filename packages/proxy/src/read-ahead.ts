import type { OnReadOpts } from 'node:net';

const KIB = 1024;
const MIN_BYTES = 16 * KIB;
const MAX_BYTES = 512 * KIB;

/** Blocks that are kept for another turn while what they held is on its way out. */
const MAX_WAITING = 3;

interface Block {
  readonly memory: Buffer;
  /** Bytes of it that were given away, less those that came back. */
  lentBytes: number;
}

/**
 * The memory that a socket reads into, sized by what came last: an idle console holds little, and one that streams a picture
 * takes half a MiB with each system call, which is what the CPU time of a relay goes by. What comes back is read into again:
 * the work of the garbage collector would be more than that of relaying.
 *
 * @see net.connect, option `onread`
 */
export class ReadAhead {
  /** For `net.connect`. */
  public readonly onread: OnReadOpts;
  readonly #early: Buffer[] = [];
  #block = newBlock(MIN_BYTES);
  #waiting: Block[] = [];
  /** What is left of the present block. */
  #memory = this.#block.memory;
  #receiver: ((chunk: Buffer) => void) | undefined;

  public constructor() {
    this.onread = {
      buffer: () => this.#memory,
      callback: (length) => {
        const chunk = this.#memory.subarray(0, length);
        this.#advance(length);
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

  /** Takes bytes back that were given, in whatever pieces, each once. What never comes back is not read into again. */
  public recycle(bytes: Uint8Array): void {
    const block = [this.#block, ...this.#waiting].find(({ memory }) => memory.buffer === bytes.buffer);
    if (block !== undefined) block.lentBytes -= bytes.length;
  }

  #advance(length: number): void {
    const rest = this.#memory.subarray(length);
    const present = this.#block.memory.length;
    this.#block.lentBytes += length;
    if (rest.length === 0) this.#turnTo(Math.min(present * 4, MAX_BYTES));
    else if (length < MIN_BYTES && present > MIN_BYTES) this.#turnTo(MIN_BYTES);
    else if (rest.length < present / 2) this.#turnTo(present);
    else this.#memory = rest;
  }

  /** Goes on in a block of this size: one whose bytes have all come back, or a new one. */
  #turnTo(size: number): void {
    const waiting = [...this.#waiting, this.#block].filter(({ memory }) => memory.length === size);
    this.#block = waiting.find(({ lentBytes }) => lentBytes === 0) ?? newBlock(size);
    this.#waiting = waiting.filter((block) => block !== this.#block).slice(-MAX_WAITING);
    this.#memory = this.#block.memory;
  }
}

function newBlock(size: number): Block {
  return { memory: Buffer.allocUnsafeSlow(size), lentBytes: 0 };
}
