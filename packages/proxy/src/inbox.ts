import type { SessionEnd } from './session-end.js';

/**
 * What came in at one end. While nobody receives, it holds the bytes and, above a bound, pauses their source; so bytes
 * between two steps of the negotiation are neither lost nor piled up.
 */
export class Inbox {
  readonly #source: Pick<SessionEnd, 'pause' | 'resume'>;
  readonly #maxHeldBytes: number;
  readonly #held: Buffer[] = [];
  #heldBytes = 0;
  #receiver: ((chunk: Buffer) => void) | undefined;

  public constructor(source: Pick<SessionEnd, 'pause' | 'resume'>, maxHeldBytes: number) {
    this.#source = source;
    this.#maxHeldBytes = maxHeldBytes;
  }

  /** What waits for a receiver. */
  public get heldBytes(): number {
    return this.#heldBytes;
  }

  /** Takes a chunk from the source. */
  public push(chunk: Buffer): void {
    if (this.#receiver !== undefined) {
      this.#receiver(chunk);
      return;
    }
    this.#held.push(chunk);
    this.#heldBytes += chunk.length;
    if (this.#heldBytes > this.#maxHeldBytes) this.#source.pause();
  }

  /** @see SessionEnd.receive */
  public receive(receiver: (chunk: Buffer) => void): void {
    this.#receiver = receiver;
    this.#source.resume();
    // The receiver may give back in the middle; what is left then waits for the next one.
    while (this.#receiver === receiver) {
      const chunk = this.#held.shift();
      if (chunk === undefined) return;
      this.#heldBytes -= chunk.length;
      receiver(chunk);
    }
  }

  /** @see SessionEnd.unread */
  public unread(bytes: Uint8Array): void {
    this.#receiver = undefined;
    if (bytes.length === 0) return;
    this.#held.unshift(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
    this.#heldBytes += bytes.length;
  }
}
