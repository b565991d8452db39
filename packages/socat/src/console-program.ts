import type { Secret } from '@ironbridge/common';

/** The program behind the socket of one console. Its standard input and output are a terminal. */
export interface ConsoleProgram {
  readonly file: string;
  /** Anything but line breaks and NUL; nothing in it is given a meaning. Everybody on the machine can read it. */
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /**
   * Whether the terminal is its controlling terminal, so that it gets SIGHUP when whoever was connected has gone. Without it, it
   * sees the end of its input only, and can take leave of the BMC.
   */
  readonly getsHangUp?: boolean;
  /** What it can read from descriptor 3, 4 and so on. */
  readonly secrets?: readonly Secret<string | Uint8Array>[];
}
