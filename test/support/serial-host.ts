import { eventually } from '@ironbridge/testkit';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expectConsole } from './console-state.js';
import { IRONBRIDGE, startIronbridge, type Ironbridge } from './ironbridge.js';
import { listProcessTree } from './process-tree.js';
import type { SecretSearch } from './secret-search.js';
import { temporaryDirectory } from './temporary-directory.js';
import { TerminalProgram } from './terminal-program.js';

type Config = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** A process that belongs to a serial console, whoever started it. */
export interface ConsoleProcess {
  readonly pid: number;
  readonly cmdline: string;
  readonly environ: Buffer;
}

export interface SerialHostOptions {
  readonly consoleInterface: string;
  readonly driver: string;
  readonly config?: (directory: string) => Config;
}

/** A real `ironbridge up` with serial consoles, the terminals that people have open on them, and the processes behind them. */
export class SerialHost {
  public ironbridge!: Ironbridge;
  readonly #options: SerialHostOptions;
  readonly #directory: string;
  readonly #terminals: TerminalProgram[] = [];

  private constructor(options: SerialHostOptions, directory: string) {
    this.#options = options;
    this.#directory = directory;
  }

  public static async start(options: SerialHostOptions): Promise<SerialHost> {
    const host = new SerialHost(options, await temporaryDirectory());
    await host.restart();
    return host;
  }

  /** Starts it again, with the database and the files of its life before. */
  public async restart(): Promise<void> {
    const config: Record<string, Record<string, string>> = {
      DEFAULT: { enabled_console_interfaces: `${this.#options.consoleInterface}, no-console` },
      conductor: { console_start_timeout: '20' },
      console: { runtime_directory: this.#runtimeDirectory },
      serial_console: { listen: '127.0.0.1:0', history_directory: join(this.#directory, 'history') },
    };
    for (const [section, values] of Object.entries(this.#options.config?.(this.#directory) ?? {})) {
      config[section] = { ...config[section], ...values };
    }
    this.ironbridge = await startIronbridge({ directory: this.#directory, config });
  }

  public path(...parts: readonly string[]): string {
    return join(this.#directory, ...parts);
  }

  public async enrol(name: string, driverInfo: Readonly<Record<string, unknown>>): Promise<void> {
    const { driver, consoleInterface } = this.#options;
    await this.ironbridge.enrol(name, driverInfo, { driver, console_interface: consoleInterface });
  }

  public async enable(name: string): Promise<void> {
    const { status } = await this.ironbridge.setConsole(name, true);
    if (status !== 202) throw new Error(`Enabling ${name} is answered with ${status}`);
    await expectConsole(this.ironbridge, name, 'enabled');
  }

  public async disable(name: string): Promise<void> {
    await this.ironbridge.setConsole(name, false);
    await expectConsole(this.ironbridge, name, 'disabled');
  }

  /** Asks for a console that cannot be had, and tells why once nobody is at work on the node any more. */
  public async failure(name: string): Promise<string> {
    await this.ironbridge.setConsole(name, true);
    return eventually(async () => {
      const { last_error: lastError, reservation } = await this.ironbridge.node(name);
      if (lastError === null || reservation !== null) throw new Error('It has not failed yet');
      return lastError;
    }, 45_000);
  }

  /** A person at `ironbridge console open`. */
  public async open(name: string): Promise<TerminalProgram> {
    const terminal = new TerminalProgram(
      `${IRONBRIDGE} console open --api ${this.ironbridge.apiUrl} ${name}`,
    );
    this.#terminals.push(terminal);
    await terminal.showing(/connected/);
    return terminal;
  }

  /** Types a line until the echo of it is seen: the first packet of a session can get lost in simulators. */
  public async echoes(terminal: TerminalProgram, text: string): Promise<void> {
    let attempt = 0;
    await eventually(() => {
      if (attempt++ % 40 === 0) terminal.type(`\r${text}\r`);
      if (!terminal.screen.includes(`echo <${text}>`))
        throw new Error(`No echo of ${text}:\n${terminal.screen}`);
    }, 20_000);
  }

  /** What the node's console has shown, as it is kept. */
  public async history(name: string): Promise<string> {
    const answer = await fetch(
      new URL(`/ironbridge/v1/nodes/${name}/console-history`, this.ironbridge.apiUrl),
    );
    return answer.text();
  }

  /** What runs for this host's consoles, from whichever life of it. */
  public async processes(): Promise<readonly ConsoleProcess[]> {
    const mark = `IRONBRIDGE_CONSOLE=${this.#runtimeDirectory}/`;
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
    const all = await Promise.all(
      pids.map(async (pid) => ({
        pid: Number(pid),
        cmdline: (await readFile(`/proc/${pid}/cmdline`).catch(() => Buffer.alloc(0))).toString('latin1'),
        environ: await readFile(`/proc/${pid}/environ`).catch(() => Buffer.alloc(0)),
      })),
    );
    return all.filter(({ environ }) => environ.includes(mark));
  }

  /** Collects what anybody on the machine, or its owner, can find of this host and its consoles. */
  public async collect(search: SecretSearch): Promise<void> {
    const own = await listProcessTree(this.ironbridge.program.pid).catch(() => []);
    for (const { pid, cmdline, environ } of [...(await this.processes()), ...own]) {
      search.collect(`argv of ${pid}`, cmdline);
      search.collect(`environ of ${pid}`, environ);
    }
    for (const entry of await readdir(this.#directory, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile()) search.collect(path, await readFile(path).catch(() => ''));
    }
    search.collect('the log', this.ironbridge.program.stdout + this.ironbridge.program.stderr);
  }

  /** Ends all consoles and forgets their nodes. */
  public async clear(): Promise<void> {
    await Promise.all(this.#terminals.splice(0).map((terminal) => terminal.kill()));
    const { body } = await this.ironbridge.call('GET', '/v1/nodes');
    await Promise.all(
      (body as { nodes: { uuid: string }[] }).nodes.map(async ({ uuid }) => {
        await this.disable(uuid);
        await this.ironbridge.call('DELETE', `/v1/nodes/${uuid}`);
      }),
    );
  }

  public async close(): Promise<void> {
    await this.ironbridge.program.end();
  }

  get #runtimeDirectory(): string {
    return join(this.#directory, 'run');
  }
}
