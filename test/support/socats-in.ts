import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The socats of one runtime directory, as an operator finds them on the machine. */
export class SocatsIn {
  readonly #directory: string;

  public constructor(runtimeDirectory: string) {
    this.#directory = runtimeDirectory;
  }

  /** How many run whose program has these arguments, one after the other. */
  public count(...args: readonly string[]): number {
    return this.#with(args).filter((name) => pidsOf(name).length > 0).length;
  }

  public kill(signal: NodeJS.Signals, ...args: readonly string[]): void {
    for (const pid of this.#with(args).flatMap(pidsOf)) process.kill(pid, signal);
  }

  #with(args: readonly string[]): readonly string[] {
    return readdirSync(this.#directory)
      .filter((name) => name.endsWith('.args'))
      .filter((name) => readFileSync(join(this.#directory, name), 'utf8').includes(`\n${args.join('\n')}\n`));
  }
}

function pidsOf(argsFile: string): readonly number[] {
  const socket = `UNIX-LISTEN:./${argsFile.replace('.args', '.sock')},`;
  const { stdout } = spawnSync('pgrep', ['-f', socket], { encoding: 'utf8' });
  return stdout.split('\n').filter(Boolean).map(Number);
}
