import { isatty } from 'node:tty';

const TOLD = '[ironbridge: ';

/** The person's terminal, or the pipes in its place. Raw while it is open; it is put back on every way out of the process. */
export class LocalTerminal {
  /** Whether a person types here, so that keys can be meant for this program. */
  public readonly isInteractive = isatty(process.stdin.fd);
  readonly #stdin = process.stdin;
  readonly #restore = (): void => {
    if (this.#stdin.isRaw) this.#stdin.setRawMode(false);
  };
  readonly #resume = (): void => {
    this.#stdin.setRawMode(true);
  };

  public open(): void {
    if (!this.isInteractive) return;
    process.on('exit', this.#restore);
    // A shell that stopped this process has set the terminal for itself meanwhile.
    process.on('SIGCONT', this.#resume);
    this.#stdin.setRawMode(true);
  }

  public close(): void {
    this.#stdin.destroy();
    if (!this.isInteractive) return;
    this.#restore();
    process.off('exit', this.#restore);
    process.off('SIGCONT', this.#resume);
  }

  /** Hands over what is typed. */
  public onTyped(listener: (bytes: Buffer) => void): void {
    this.#stdin.on('data', listener);
  }

  public onEnd(listener: () => void): void {
    this.#stdin.on('end', listener);
    // A terminal that hung up.
    this.#stdin.on('error', listener);
  }

  public setReading(isReading: boolean): void {
    if (isReading) this.#stdin.resume();
    else this.#stdin.pause();
  }

  /** Shows what came. False where the reader is slower: then wait for {@link onDrain}. */
  public write(bytes: Uint8Array): boolean {
    return process.stdout.write(bytes);
  }

  public onDrain(listener: () => void): void {
    process.stdout.on('drain', listener);
  }

  /** Says something of this program's own, on standard error, so that it is in no pipe. */
  public tell(text: string): void {
    process.stderr.write(this.isInteractive ? `\r\n${TOLD}${text}]\r\n` : `${TOLD}${text}]\n`);
  }
}
