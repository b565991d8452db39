import {
  CONSOLE_CONFIG,
  DriverInfoError,
  HTTP_CLIENT_FACTORY,
  type ConsoleConnection,
  type ConsoleInterface,
  type HttpClientFactory,
  type Node,
  type Task,
} from '@ironbridge/base';
import { Secret } from '@ironbridge/common';
import { inject, injectable } from 'inversify';
import { randomBytes } from 'node:crypto';
import type { MyKvmConfig } from './config.js';
import type { MyKvmOptions } from './driver-info.js';
import { SettingIgnoredError } from './errors.js';
import { KvmSwitch, type VncSettings } from './kvm-switch.js';

/** What stop has to put back. */
export type MyKvmState = { readonly found: VncSettings };
type MyKvmTask = Task<MyKvmOptions, MyKvmState>;

const RUNNING: VncSettings = { enabled: true, idle_minutes: 0 };
const MAX_ANSWER_BYTES = 65536;

function isRunning({ enabled, idle_minutes }: VncSettings): boolean {
  return enabled === RUNNING.enabled && idle_minutes === RUNNING.idle_minutes;
}

/** Eight characters, of which VNC authentication uses no more (RFC 6143 section 7.2.2). */
const randomPassword = (): string => randomBytes(6).toString('base64url');

/** Switches the VNC server of a KVM switch on, with a password of its own for each connection. */
@injectable()
export class MyKvmInterface implements ConsoleInterface<MyKvmOptions, MyKvmState> {
  readonly #createClient: HttpClientFactory;
  readonly #config: MyKvmConfig;

  public constructor(
    @inject(HTTP_CLIENT_FACTORY) createClient: HttpClientFactory,
    @inject(CONSOLE_CONFIG) config: MyKvmConfig,
  ) {
    this.#createClient = createClient;
    this.#config = config;
  }

  public validate(_node: Node, { acme_address: address }: MyKvmOptions): void {
    const { username, password } = new URL(address);
    if (username === '' && password === '') return;
    throw new DriverInfoError(
      'driver_info/acme_address: user and password have keys of their own, acme_username and acme_password',
      ['acme_address'],
    );
  }

  public async startConsole(task: MyKvmTask): Promise<ConsoleConnection> {
    const { options, connection, state, log } = task;
    const kvm = this.#open(task);
    const { enabled, idle_minutes, port, max_viewers } = await kvm.read();
    const found = { enabled, idle_minutes };
    if (connection !== null && isRunning(found)) return connection;
    // A state that is there already tells what an earlier start found, before it changed anything.
    if (state === null) await task.saveState({ found });
    const password = randomPassword();
    await kvm.write(RUNNING, password);
    if (!isRunning(await kvm.read())) throw new SettingIgnoredError(options.acme_address);
    log.info('The VNC server of the KVM switch is on');
    return {
      type: 'vnc',
      host: new URL(options.acme_address).hostname.replace(/^\[|\]$/g, ''),
      port,
      transport: { kind: 'tcp' },
      security: { kind: 'vnc', password: new Secret(password) },
      slots: max_viewers,
      quirks: {},
    };
  }

  public async stopConsole(task: MyKvmTask): Promise<void> {
    if (task.state === null) return;
    // The password that was there before cannot be read, and ours is known; so another that nobody knows.
    await this.#open(task).write(task.state.found, randomPassword());
    task.log.info('The VNC server of the KVM switch is as it was found');
  }

  public getConsole({ connection }: MyKvmTask): ConsoleConnection | null {
    return connection;
  }

  #open({ options, signal }: MyKvmTask): KvmSwitch {
    const client = this.#createClient({
      baseURL: options.acme_address,
      auth: { username: options.acme_username, password: options.acme_password.reveal() },
      timeout: this.#config.request_timeout * 1000,
      // A redirect could lead the password elsewhere.
      maxRedirects: 0,
      maxContentLength: MAX_ANSWER_BYTES,
      validateStatus: () => true,
    });
    return new KvmSwitch(client, options.acme_address, signal);
  }
}
