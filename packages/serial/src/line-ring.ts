const LF = 0x0a;

/** Keeps the last bytes of a line for those who come late. */
export class LineRing {
  readonly #capacity: number;
  /** Made when there is something to keep. */
  #bytes: Buffer | undefined;
  /** Where the next byte goes. */
  #end = 0;
  #length = 0;
  /** Whether the oldest byte that is kept begins a line. */
  #startsLine = true;

  /** @param capacity how many bytes are kept */
  public constructor(capacity: number) {
    this.#capacity = capacity;
  }

  public push(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#bytes ??= Buffer.alloc(this.#capacity);
    const overflow = this.#length + bytes.length - this.#capacity;
    if (overflow > 0) this.#startsLine = this.#lastDropped(bytes, overflow) === LF;
    const kept = bytes.subarray(Math.max(0, bytes.length - this.#capacity));
    const first = kept.subarray(0, this.#capacity - this.#end);
    this.#bytes.set(first, this.#end);
    this.#bytes.set(kept.subarray(first.length), 0);
    this.#end = (this.#end + kept.length) % this.#capacity;
    this.#length = Math.min(this.#capacity, this.#length + bytes.length);
  }

  /** What is kept, from the first start of a line on; all of it where it has no start of a line. */
  public replay(): Buffer {
    const bytes = this.#bytes;
    if (bytes === undefined) return Buffer.alloc(0);
    const begin = this.#end - this.#length;
    const kept =
      begin >= 0
        ? Buffer.from(bytes.subarray(begin, this.#end))
        : Buffer.concat([bytes.subarray(begin + this.#capacity), bytes.subarray(0, this.#end)]);
    return this.#startsLine ? kept : kept.subarray(kept.indexOf(LF) + 1);
  }

  /** The newest of the bytes that no longer have room, `overflow` many being lost. */
  #lastDropped(bytes: Uint8Array, overflow: number): number | undefined {
    if (overflow > this.#length) return bytes[overflow - this.#length - 1];
    const begin = this.#end - this.#length + this.#capacity;
    return this.#bytes?.[(begin + overflow - 1) % this.#capacity];
  }
}
