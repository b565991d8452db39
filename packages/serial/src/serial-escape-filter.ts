/** What the program at the other end of a line takes as a command to itself; the `SerialEscape` of `@ironbridge/base` is one. */
export interface SerialEscapeOptions {
  /** The byte that begins a command. */
  readonly byte: number;
  /** Whether it does so only as the first byte of a line. */
  readonly atLineStart: boolean;
  /** How to send the byte itself: twice, or not at all. */
  readonly literal: 'doubled' | 'impossible';
}

const LF = 0x0a;
const CR = 0x0d;

/**
 * Keeps typed bytes from being commands to the program at the other end of a line. All bytes to one line go through one
 * filter, whoever types them, for the program knows no typists.
 *
 * A line begins after CR or LF, and with the session, as ipmitool has it (lib/ipmi_sol.c, processSolUserInput). The output is
 * the same however the input is cut, and is at most twice as long.
 */
export class SerialEscapeFilter {
  readonly #escape: SerialEscapeOptions | undefined;
  #isAtLineStart = true;

  /** @param escape undefined for a program that takes no commands: all bytes pass */
  public constructor(escape: SerialEscapeOptions | undefined) {
    this.#escape = escape;
  }

  /** The bytes that send what was typed and give no command. */
  public filter(typed: Uint8Array): Uint8Array {
    const escape = this.#escape;
    if (escape === undefined) return typed;
    const safe: number[] = [];
    for (const byte of typed) {
      const isEscape = byte === escape.byte && (this.#isAtLineStart || !escape.atLineStart);
      if (isEscape && escape.literal === 'impossible') continue;
      safe.push(byte);
      if (isEscape) safe.push(byte);
      this.#isAtLineStart = byte === CR || byte === LF;
    }
    return Uint8Array.from(safe);
  }

  /** Whether the program would take a command now, without anything being sent to the machine before it. */
  public get takesCommand(): boolean {
    return this.#escape !== undefined && (this.#isAtLineStart || !this.#escape.atLineStart);
  }

  /**
   * The bytes that give a command. Where the program takes commands at the start of a line only and the line is begun, they
   * begin with a carriage return, which the machine gets.
   */
  public command(sequence: string): Uint8Array {
    const bytes = Buffer.from(this.takesCommand ? sequence : `\r${sequence}`, 'latin1');
    // A command is no part of a line: ipmitool takes the next one right behind it.
    this.#isAtLineStart = true;
    return bytes;
  }
}
