import {
  CONSOLE_INTERFACE,
  HTTP_CLIENT_FACTORY,
  LOGGER,
  defineConsoleInterface,
  secretString,
  type ConsoleConnection,
  type ConsoleInterface,
  type ConsoleInterfaceManifest,
  type HttpClientFactory,
  type Node,
  type Task,
} from '@ironbridge/base';
import { IronbridgeError, Secret, type Logger } from '@ironbridge/common';
import { ContainerModule } from 'inversify';
import { isDeepStrictEqual } from 'node:util';
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { ReferenceSettings } from './reference-bmc.js';

export const ReferenceOptions = z.object({
  reference_address: z.string().meta({ description: 'Where the BMC is' }),
  reference_password: secretString('How to log in'),
});
export type ReferenceOptions = z.output<typeof ReferenceOptions>;
export type ReferenceState = { readonly found: ReferenceSettings; readonly password: string };
export type ReferenceTask = Task<ReferenceOptions, ReferenceState>;
export type Client = ReturnType<HttpClientFactory>;

export class ReferenceError extends IronbridgeError {
  public readonly code = 'ERR_REFERENCE';
  public readonly kind: 'refused' | 'unavailable';

  public constructor(kind: 'refused' | 'unavailable', message: string) {
    super(message);
    this.kind = kind;
  }
}

export const RUNNING: ReferenceSettings = { enabled: true, timeoutSeconds: 1800 };

/** A driver that keeps every promise, in steps that a test can replace one at a time. */
export class ReferenceDriver implements ConsoleInterface<ReferenceOptions, ReferenceState> {
  protected readonly factory: HttpClientFactory;
  protected readonly log: Logger;

  public constructor(factory: HttpClientFactory, log: Logger) {
    this.factory = factory;
    this.log = log;
  }

  public validate(_node: Node, options: ReferenceOptions): void {
    if (options.reference_address === '')
      throw new ReferenceError('refused', 'driver_info/reference_address');
  }

  public async startConsole(task: ReferenceTask): Promise<ConsoleConnection> {
    const client = this.open(task);
    const current = await this.read(client, task);
    if (task.connection !== null && isDeepStrictEqual(current, RUNNING)) return task.connection;
    const state = task.state ?? this.prepare(current);
    await task.saveState(state);
    await this.set(client, task, state);
    return this.connection(task, state);
  }

  public async stopConsole(task: ReferenceTask): Promise<void> {
    if (task.state === null) return;
    const client = this.open(task);
    const current = await this.read(client, task);
    await this.restore(client, task, task.state, current);
  }

  public getConsole(task: ReferenceTask): ConsoleConnection | null {
    return task.connection;
  }

  public prepare(found: ReferenceSettings): ReferenceState {
    return { found, password: randomBytes(4).toString('hex') };
  }

  public open({ options }: ReferenceTask): Client {
    return this.factory({
      baseURL: `http://${options.reference_address}`,
      auth: { username: 'root', password: options.reference_password.reveal() },
      validateStatus: null,
    });
  }

  public async read(client: Client, task: ReferenceTask): Promise<ReferenceSettings> {
    return (await this.send(client, task, 'get', '/settings')) as ReferenceSettings;
  }

  public async set(client: Client, task: ReferenceTask, state: ReferenceState): Promise<void> {
    await this.send(client, task, 'put', '/password', state.password);
    await this.send(client, task, 'patch', '/settings', { timeoutSeconds: RUNNING.timeoutSeconds });
    await this.send(client, task, 'patch', '/settings', { enabled: RUNNING.enabled });
  }

  public async restore(
    client: Client,
    task: ReferenceTask,
    { found }: ReferenceState,
    current: ReferenceSettings,
  ): Promise<void> {
    if (current.enabled !== found.enabled) {
      await this.send(client, task, 'patch', '/settings', { enabled: found.enabled });
    }
    if (current.timeoutSeconds !== found.timeoutSeconds) {
      await this.send(client, task, 'patch', '/settings', { timeoutSeconds: found.timeoutSeconds });
    }
  }

  public connection({ options }: ReferenceTask, { password }: ReferenceState): ConsoleConnection {
    return {
      type: 'vnc',
      host: options.reference_address,
      port: 5901,
      transport: { kind: 'tcp' },
      security: { kind: 'vnc', password: new Secret(password) },
      slots: 1,
      quirks: {},
    };
  }

  public async send(
    client: Client,
    { signal }: ReferenceTask,
    method: string,
    url: string,
    data?: unknown,
  ): Promise<unknown> {
    const headers = { 'Content-Type': 'application/json' };
    const response = await client
      .request<unknown>({ method, url, data: JSON.stringify(data), headers, signal })
      // No cause: axios keeps the password in its errors.
      .catch(() => Promise.reject(new ReferenceError('unavailable', 'The BMC does not answer')));
    if (response.status === 401) throw this.refusal(client);
    if (response.status >= 400) throw new ReferenceError('unavailable', `HTTP ${String(response.status)}`);
    return response.data;
  }

  public refusal({ defaults }: Client): Error {
    return new ReferenceError('refused', `The BMC at ${defaults.baseURL ?? ''} refuses the password`);
  }
}

/** A manifest for the reference driver, or for one of its faulty children. */
export function referenceManifest(
  driver: new (factory: HttpClientFactory, log: Logger) => ConsoleInterface<ReferenceOptions, ReferenceState>,
): ConsoleInterfaceManifest {
  return defineConsoleInterface({
    name: 'reference',
    hardwareTypes: ['fake-hardware'],
    consoleTypes: ['vnc'],
    driverInfo: ReferenceOptions,
    module: new ContainerModule(({ bind }) => {
      bind(CONSOLE_INTERFACE).toResolvedValue(
        (factory, log) => new driver(factory, log),
        [HTTP_CLIENT_FACTORY, LOGGER],
      );
    }),
  });
}
