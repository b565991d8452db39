const LF = 0x0a;

/** What a program says before its greeting is kept no longer than this: enough to find the greeting, and to tell why none came. */
const MAX_HELD_BYTES = 4096;

/** The greeting's own line is hidden to its end, but no more of it than this. */
const MAX_HIDDEN_BYTES = 200;

/** Holds a program's output back until it has greeted, and hides the greeting. Any cut of the output gives the same. */
export class GreetingGate {
  readonly #greeting: Buffer;
  #state: 'waiting' | 'hiding' | 'open';
  #held: Buffer = Buffer.alloc(0);
  #hidden = 0;

  /** @param greeting undefined for a program that says nothing: all is shown from the start */
  public constructor(greeting: string | undefined) {
    this.#greeting = Buffer.from(greeting ?? '', 'latin1');
    this.#state = greeting === undefined ? 'open' : 'waiting';
  }

  /** Whether the greeting has come, so that the session with the BMC stands. */
  public get hasGreeted(): boolean {
    return this.#state !== 'waiting';
  }

  /** What the program said last without having greeted. */
  public get held(): Uint8Array {
    return this.#held;
  }

  /** The part of the output that is to be shown. */
  public push(output: Uint8Array): Uint8Array {
    switch (this.#state) {
      case 'waiting':
        return this.#wait(output);
      case 'hiding':
        return this.#hide(output);
      case 'open':
        return output;
    }
  }

  #wait(output: Uint8Array): Uint8Array {
    const held = Buffer.concat([this.#held, output]);
    const at = held.indexOf(this.#greeting);
    if (at < 0) {
      this.#held = held.subarray(-MAX_HELD_BYTES);
      return new Uint8Array();
    }
    this.#held = Buffer.alloc(0);
    this.#state = 'hiding';
    return this.#hide(held.subarray(at + this.#greeting.length));
  }

  #hide(output: Uint8Array): Uint8Array {
    const room = MAX_HIDDEN_BYTES - this.#hidden;
    const end = output.subarray(0, room).indexOf(LF);
    if (end < 0 && output.length < room) {
      this.#hidden += output.length;
      return new Uint8Array();
    }
    this.#state = 'open';
    return output.subarray(end < 0 ? room : end + 1);
  }
}
