import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SpawnedProgram } from './spawned-program.js';
import { temporaryDirectory } from './temporary-directory.js';

export const ROOT = join(__dirname, '..', '..');
export const IRONBRIDGE = join(ROOT, 'node_modules', '.bin', 'ironbridge');

export interface NodeAnswer {
  readonly uuid: string;
  readonly name: string | null;
  readonly console_enabled: boolean;
  readonly console_interface: string | null;
  readonly last_error: string | null;
  readonly reservation: string | null;
  readonly driver_info: Readonly<Record<string, unknown>>;
}

export interface ConsoleAnswer {
  readonly console_enabled: boolean;
  readonly console_info: { readonly type: string; readonly url: string } | null;
}

/** A running `ironbridge up`, on free ports, as an operator would have it. */
export interface Ironbridge {
  readonly program: SpawnedProgram;
  readonly apiUrl: string;
  readonly proxyUrl: string;
  readonly serversUrl: string;
  readonly directory: string;
  /** Calls the API; the body is parsed JSON, or null. */
  call(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }>;
  node(ident: string): Promise<NodeAnswer>;
  console(ident: string): Promise<ConsoleAnswer>;
  enrol(name: string, driverInfo: Readonly<Record<string, unknown>>, more?: object): Promise<NodeAnswer>;
  setConsole(ident: string, enabled: boolean): Promise<{ status: number; body: unknown }>;
}

export interface IronbridgeOptions {
  /** Where database and key are: that of an earlier run, to start it again. */
  readonly directory?: string;
  /** Options beside free ports and the directory, by section. */
  readonly config?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly args?: readonly string[];
  /** That of this repository unless given. */
  readonly command?: string;
}

/** Starts `ironbridge up` and waits until it is ready. */
export async function startIronbridge(options: IronbridgeOptions = {}): Promise<Ironbridge> {
  const directory = options.directory ?? (await temporaryDirectory());
  const sections: Record<string, Record<string, string>> = {
    DEFAULT: {
      host: 'test-conductor',
      log_level: 'trace',
      enabled_console_interfaces: 'idrac-vnc, fake, no-console',
    },
    api: { port: '0' },
    vnc: { port: '0' },
    database: { connection: `sqlite:///${join(directory, 'ironbridge.sqlite')}` },
    secrets: { key_file: join(directory, 'secret.key') },
  };
  for (const [section, values] of Object.entries(options.config ?? {})) {
    sections[section] = { ...sections[section], ...values };
  }
  const ini = Object.entries(sections)
    .map(([section, values]) =>
      [`[${section}]`, ...Object.entries(values).map(([k, v]) => `${k} = ${v}`)].join('\n'),
    )
    .join('\n');
  const configFile = join(directory, 'ironbridge.ini');
  await writeFile(configFile, ini);
  const { command = IRONBRIDGE } = options;
  const args = [command, 'up', '--config-file', configFile, ...(options.args ?? [])];
  const program = new SpawnedProgram(process.execPath, args, { cwd: directory });
  const url = async (label: string): Promise<string> =>
    (await program.saying(new RegExp(`${label}\\s+(http\\S+)`)))[1] ?? '';
  const [apiUrl, proxyUrl, serversUrl] = await Promise.all([url('API'), url('Proxy'), url('Servers page')]);

  const call: Ironbridge['call'] = async (method, path, body) => {
    const answer = await fetch(new URL(path, apiUrl), {
      method,
      headers: { 'X-OpenStack-Ironic-API-Version': '1.82', 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? null : (JSON.parse(text) as unknown) };
  };
  return {
    program,
    apiUrl,
    proxyUrl,
    serversUrl,
    directory,
    call,
    node: async (ident) => (await call('GET', `/v1/nodes/${ident}`)).body as NodeAnswer,
    console: async (ident) => (await call('GET', `/v1/nodes/${ident}/states/console`)).body as ConsoleAnswer,
    enrol: async (name, driverInfo, more = {}) =>
      (await call('POST', '/v1/nodes', { name, driver: 'idrac', driver_info: driverInfo, ...more }))
        .body as NodeAnswer,
    setConsole: (ident, enabled) => call('PUT', `/v1/nodes/${ident}/states/console`, { enabled }),
  };
}
