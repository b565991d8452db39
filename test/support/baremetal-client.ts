import { runProgram } from './spawned-program.js';

export const BAREMETAL = '/usr/bin/baremetal';

/** What one call of the client came to. */
export interface BaremetalAnswer {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** OpenStack's own `baremetal` client, as an operator has it configured for a service without authentication. */
export class BaremetalClient {
  readonly #env: NodeJS.ProcessEnv;

  /** @param home where the client keeps what it learns of a server, so that no run knows of another */
  public constructor(apiUrl: string, home: string) {
    const { PATH, LANG } = process.env;
    this.#env = { PATH, LANG, HOME: home, OS_AUTH_TYPE: 'none', OS_ENDPOINT: apiUrl };
  }

  /** Runs a command line, words separated by single spaces, to its end. */
  public async run(commandLine: string): Promise<BaremetalAnswer> {
    return runProgram(BAREMETAL, commandLine.split(' '), { env: this.#env });
  }

  /** Runs a command that must succeed, and gives what it printed. */
  public async printed(commandLine: string): Promise<string> {
    const { code, stdout, stderr } = await this.run(commandLine);
    if (code !== 0) throw new Error(`baremetal ${commandLine} ended with ${code}: ${stderr}`);
    return stdout;
  }

  /** Runs a command that must succeed, and gives what it printed as JSON. */
  public async json(commandLine: string): Promise<unknown> {
    return JSON.parse(await this.printed(`${commandLine} -f json`)) as unknown;
  }
}
