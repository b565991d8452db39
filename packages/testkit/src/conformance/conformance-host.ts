import {
  ConsoleInterfaceRegistry,
  HTTP_CLIENT_FACTORY,
  createHostContainer,
  type ConsoleConnection,
  type ConsoleInterface,
  type HttpClientFactory,
  type Task,
} from '@ironbridge/base';
import { CancelledError, Deadline } from '@ironbridge/common';
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { CrashPoint } from './crash-point.js';
import type { ConformanceHarness } from './harness.js';
import type { NodeRecord } from './node-record.js';
import type { Recording } from './recording.js';

/** A start that the test can abort. */
export interface OngoingStart {
  /** Resolves with how the start ended; never rejects. */
  readonly outcome: Promise<'returned' | 'threw'>;
  abort(): void;
}

/** One process that hosts the interface, with an instance of its own. It can die. */
export class ConformanceHost {
  readonly #harness: ConformanceHarness;
  readonly #recording: Recording;
  readonly #registry: ConsoleInterfaceRegistry;
  readonly #ending = new AbortController();
  #requests = 0;
  #saves = 0;
  #isDead = false;
  #crashPoint: CrashPoint | undefined;
  #onCrash: () => void = () => undefined;

  private constructor(harness: ConformanceHarness, recording: Recording) {
    this.#harness = harness;
    this.#recording = recording;
    const factory = createHostContainer(harness.offers).get(HTTP_CLIENT_FACTORY);
    this.#registry = new ConsoleInterfaceRegistry(
      createHostContainer({
        ...harness.offers,
        logger: recording.createLogger(),
        httpClientFactory: this.#watch(factory),
      }),
    );
  }

  public static async open(harness: ConformanceHarness, recording: Recording): Promise<ConformanceHost> {
    const host = new ConformanceHost(harness, recording);
    host.#registry.register(harness.manifest);
    await host.#registry.enable([harness.manifest.name], harness.config);
    return host;
  }

  public get instance(): ConsoleInterface {
    const loaded = this.#registry.find(this.#harness.manifest.name);
    assert(loaded, 'The interface was enabled when the host was opened');
    return loaded.instance;
  }

  /** HTTP requests sent so far. */
  public get requests(): number {
    return this.#requests;
  }

  /** Checks as an API request does. */
  public validate(record: NodeRecord): void {
    this.#recording.noteSecrets(record);
    try {
      this.#registry.validate(record.node);
    } catch (error) {
      this.#recording.errors.push(error);
      throw error;
    }
  }

  /** Starts and stores the connection, as a host does. */
  public async start(record: NodeRecord): Promise<ConsoleConnection> {
    const connection = await this.startUnrecorded(record);
    record.storeConnection(connection);
    return connection;
  }

  /** Starts, and dies before the connection is stored. */
  public async startUnrecorded(record: NodeRecord): Promise<ConsoleConnection> {
    const connection = await this.#call('startConsole', record, (task) => this.instance.startConsole(task));
    this.#recording.addConnection(connection);
    return connection;
  }

  /** Stops and forgets connection and state, as a host does. */
  public async stop(record: NodeRecord): Promise<void> {
    await this.stopUnrecorded(record);
    record.clear();
  }

  /** Stops, and dies before that is stored. */
  public async stopUnrecorded(record: NodeRecord): Promise<void> {
    await this.#call('stopConsole', record, (task) => this.instance.stopConsole(task));
  }

  public getConsole(record: NodeRecord): ConsoleConnection | null {
    return this.instance.getConsole(this.#task(record, Deadline.after(0), this.#ending.signal));
  }

  /** Begins a start without waiting for it, and without giving up on it. */
  public begin(record: NodeRecord): OngoingStart {
    const controller = new AbortController();
    const signal = AbortSignal.any([controller.signal, this.#ending.signal]);
    const start = this.instance.startConsole(this.#task(record, this.#deadline(), signal));
    return {
      outcome: start.then(
        () => 'returned' as const,
        (error: unknown) => {
          this.#recording.errors.push(error);
          return 'threw' as const;
        },
      ),
      abort: () => {
        controller.abort();
      },
    };
  }

  /**
   * Does `work` and dies at `point`: from then on nothing leaves this host, and nothing comes back to it.
   *
   * @returns false where the work was done without getting to that point
   */
  public async crashes(point: CrashPoint, work: () => Promise<unknown>): Promise<boolean> {
    this.#crashPoint = point;
    const crash = new Promise<true>((resolve) => {
      this.#onCrash = () => {
        resolve(true);
      };
    });
    return Promise.race([crash, work().then(() => false)]);
  }

  /** Ends what still runs. */
  public close(): void {
    this.#isDead = true;
    this.#ending.abort();
  }

  async #call<T>(what: string, record: NodeRecord, work: (task: Task) => Promise<T>): Promise<T> {
    this.#recording.noteSecrets(record);
    const deadline = this.#deadline();
    try {
      return await deadline.run(
        what,
        (signal) => work(this.#task(record, deadline, signal)),
        this.#ending.signal,
      );
    } catch (error) {
      this.#recording.errors.push(error);
      throw error;
    } finally {
      this.#recording.noteSecrets(record);
    }
  }

  #deadline(): Deadline {
    return Deadline.after(this.#harness.callTimeoutMs ?? 10_000);
  }

  #task(record: NodeRecord, deadline: Deadline, signal: AbortSignal): Task {
    const requestId = `req-${randomUUID()}`;
    return {
      node: record.node,
      options: record.options,
      connection: record.connection,
      state: record.state,
      saveState: async (state) => {
        const number = ++this.#saves;
        await this.#meet('before save', number);
        await record.storeState(state);
        await this.#meet('after save', number);
      },
      signal,
      deadline,
      warn: (warning) => {
        this.#recording.warnings.push(warning);
        this.#recording.logLines.push(warning);
      },
      log: this.#recording.createLogger({ node: record.node.uuid, requestId }),
      requestId,
    };
  }

  #watch(factory: HttpClientFactory): HttpClientFactory {
    return (defaults) => {
      const client = factory(defaults);
      client.interceptors.request.use(async (config) => {
        await this.#meet('before request', this.#requests + 1);
        this.#requests += 1;
        return config;
      });
      client.interceptors.response.use(
        (response) => (this.#isDead ? this.#silence() : response),
        (error: Error) => (this.#isDead ? this.#silence() : Promise.reject(error)),
      );
      return client;
    };
  }

  async #meet(at: CrashPoint['at'], number: number): Promise<void> {
    if (this.#crashPoint?.at === at && this.#crashPoint.number === number) {
      this.#isDead = true;
      this.#onCrash();
    }
    if (this.#isDead) await this.#silence();
  }

  /** Nothing comes back to a dead host; once it is closed, what still waits in it is told to end. */
  async #silence(): Promise<never> {
    const { signal } = this.#ending;
    if (!signal.aborted) await once(signal, 'abort');
    throw new CancelledError('The host is closed');
  }
}
