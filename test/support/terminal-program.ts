import { eventually } from '@ironbridge/testkit';
import { spawn, type ChildProcess } from 'node:child_process';

/** A shell command in a terminal of its own, which util-linux's `script` makes: what a person at a keyboard would see and type. */
export class TerminalProgram {
  /** All that came on the screen. */
  public screen = '';
  readonly #script: ChildProcess;
  readonly #exited: Promise<number | null>;

  public constructor(command: string) {
    // In a group of its own, for whatever the command leaves behind.
    this.#script = spawn('/usr/bin/script', ['-qfec', command, '/dev/null'], {
      stdio: ['pipe', 'pipe', 'inherit'],
      detached: true,
      env: { ...process.env, SHELL: '/bin/sh', TERM: 'xterm' },
    });
    this.#script.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.screen += text;
    });
    this.#script.stdin?.on('error', () => undefined);
    this.#exited = new Promise((resolve, reject) => {
      this.#script.once('error', reject).once('close', resolve);
    });
    this.#exited.catch(() => undefined);
  }

  public type(text: string): void {
    this.#script.stdin?.write(Buffer.from(text, 'latin1'));
  }

  public async showing(pattern: RegExp, timeoutMs = 20_000): Promise<RegExpMatchArray> {
    const failure = (): Error => new Error(`It did not show ${String(pattern)} but:\n${this.screen}`);
    return await eventually(() => {
      const match = pattern.exec(this.screen);
      if (match === null) throw failure();
      return match;
    }, timeoutMs);
  }

  /** The exit status of the command. */
  public async ended(): Promise<number | null> {
    return await this.#exited;
  }

  public async kill(): Promise<void> {
    if (this.#script.exitCode !== null || this.#script.signalCode !== null) return;
    this.#script.kill('SIGKILL');
    await this.#exited.catch(() => undefined);
  }
}
