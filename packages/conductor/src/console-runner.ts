import {
  hostOfConnection,
  parseConnection,
  parseDriverInfo,
  serializeConnection,
  type ConsoleConnection,
  type ConsoleInterfaceRegistry,
  type LoadedConsoleInterface,
  type Node,
  type Task,
} from '@ironbridge/base';
import {
  backoffMs,
  CancelledError,
  Deadline,
  isIronbridgeError,
  TimeoutError,
  type Clock,
  type Logger,
} from '@ironbridge/common';
import type { ConsolePublication } from '@ironbridge/store';
import { isDeepStrictEqual } from 'node:util';
import type { AllowedNetworks } from './allowed-networks.js';
import type { ConsolePublisher } from './console-publisher.js';
import type { ConsoleState, ConsoleStateStore } from './console-state-store.js';
import { ConsoleWarnings } from './console-warnings.js';
import { InterfaceChangedError, InterfaceGoneError } from './errors.js';

export interface ConsoleRunnerOptions {
  readonly registry: ConsoleInterfaceRegistry;
  readonly states: ConsoleStateStore;
  readonly networks: AllowedNetworks;
  /** What shares consoles that proxies cannot dial; without it they get the driver's own connection. */
  readonly publisher?: ConsolePublisher;
  /** A start, its retries included, takes no longer; milliseconds. */
  readonly startTimeoutMs: number;
  /** One attempt to stop takes no longer; milliseconds. */
  readonly stopTimeoutMs: number;
  readonly clock: Clock;
  readonly log: Logger;
}

/** One call for one node. */
export interface Call {
  readonly signal: AbortSignal;
  readonly requestId: string;
}

/** Waits between the attempts of one start. */
const RETRY = { baseMs: 1000, maxMs: 10_000 };

/** How long a driver that was told to give up may take to come back before it is left behind. */
const SETTLE_MS = 5000;

/**
 * Calls drivers: builds their tasks, keeps them to their deadlines, retries what may pass by itself, checks and stores what
 * they return. Callers see to it that a node has one call at a time.
 */
export class ConsoleRunner {
  readonly #registry: ConsoleInterfaceRegistry;
  readonly #states: ConsoleStateStore;
  readonly #networks: AllowedNetworks;
  readonly #publisher: ConsolePublisher | undefined;
  readonly #startTimeoutMs: number;
  readonly #stopTimeoutMs: number;
  readonly #clock: Clock;
  readonly #log: Logger;

  public constructor(options: ConsoleRunnerOptions) {
    this.#registry = options.registry;
    this.#states = options.states;
    this.#networks = options.networks;
    this.#publisher = options.publisher;
    this.#startTimeoutMs = options.startTimeoutMs;
    this.#stopTimeoutMs = options.stopTimeoutMs;
    this.#clock = options.clock;
    this.#log = options.log;
  }

  /** The name of the interface that a start would use, or undefined where it cannot be told. */
  public interfaceOf(node: Node): string | undefined {
    try {
      return this.#registry.select(node).manifest.name;
    } catch {
      return undefined;
    }
  }

  /**
   * Starts the node's console, or verifies the one that is started. Transient faults are retried until the deadline.
   *
   * @param distrustsConnection true where the stored connection is known to be broken, so that it is not offered to the driver
   * @throws what the driver threw last; the console may then be half started, and stop takes that back
   */
  public async start(node: Node, call: Call, distrustsConnection = false): Promise<ConsoleConnection> {
    this.#registry.validate(node);
    const loaded = this.#registry.select(node);
    const start = {
      interfaceName: loaded.manifest.name,
      driver: node.driver,
      driverInfo: node.driverInfo,
    };
    const known = await this.#states.load(node.uuid);
    if (known !== null && known.interfaceName !== start.interfaceName) {
      throw new InterfaceChangedError(node.uuid, known.interfaceName, start.interfaceName);
    }
    // Known before it is called: whatever it does to the BMC, somebody will stop it. What a serving console was started with
    // is replaced only once the new settings have worked.
    const isServing = known !== null && known.connection !== null;
    if (!isServing) await this.#states.begin(node.uuid, start);
    const before = publicationOf(known);
    if (before !== null) this.#publisher?.expect(node.uuid, before);
    const warnings = this.#warningsOf(node, known, call);
    const deadline = Deadline.after(this.#startTimeoutMs, this.#clock);
    let distrusts = distrustsConnection;
    let failure: Error | undefined;
    for (let attempt = 1; ; attempt++) {
      let hasStarted = false;
      try {
        const connection = await this.#startOnce(node, loaded, call, deadline, warnings, distrusts);
        hasStarted = true;
        const host = hostOfConnection(connection);
        const address = host === undefined ? null : await this.#networks.resolve(host);
        const { interfaceName } = start;
        const published = await this.#publisher?.publish(
          { node, interfaceName, connection, address, before },
          call.signal,
        );
        if (isServing) await this.#states.begin(node.uuid, start);
        await this.#states.started(
          node.uuid,
          connection,
          published === undefined ? address : published.address,
          published?.publication,
          warnings.all,
        );
        return connection;
      } catch (error) {
        if (hasStarted && isServing && !distrusts) {
          // What cannot be used does not hold, whatever its driver believes: it is to look why.
          this.#log.debug({ nodeUuid: node.uuid, err: error }, 'The connection that holds cannot be used');
          distrusts = true;
          continue;
        }
        const waitMs = backoffMs(attempt, RETRY);
        if (!isIronbridgeError(error) || !error.transient || deadline.remainingMs <= waitMs) {
          // An attempt that the deadline cut short says less than the one before it.
          throw error instanceof TimeoutError ? (failure ?? error) : error;
        }
        failure = error;
        this.#log.warn(
          { nodeUuid: node.uuid, attempt, err: error },
          'Starting the console failed; trying again',
        );
        await this.#clock.sleep(waitMs, call.signal);
      }
    }
  }

  /**
   * Stops the node's console with what it was started with, or where that is refused, with what the node says now.
   *
   * @throws what the driver threw; the console stays known, so that stop can be repeated
   */
  public async stop(node: Node, call: Call): Promise<void> {
    await this.#publisher?.withdraw(node.uuid);
    const known = await this.#states.load(node.uuid);
    if (known === null) {
      await this.#states.stopped(node.uuid);
      return;
    }
    const loaded = this.#registry.find(known.interfaceName);
    if (loaded === undefined) throw new InterfaceGoneError(known.interfaceName);
    const then: Node = { ...node, driver: known.driver, driverInfo: known.driverInfo };
    try {
      await this.#stopOnce(then, loaded, call);
    } catch (error) {
      if (call.signal.aborted || isDeepStrictEqual(node.driverInfo, known.driverInfo)) throw error;
      this.#log.warn(
        { nodeUuid: node.uuid, err: error },
        'Stopping the console with the driver_info it was started with failed; trying the present one',
      );
      await this.#stopOnce(node, loaded, call);
    }
    await this.#states.stopped(node.uuid);
  }

  /** The node's connection as it is stored, or null. */
  public async get(node: Node, call: Call): Promise<ConsoleConnection | null> {
    const known = await this.#states.load(node.uuid);
    const loaded = known === null ? undefined : this.#registry.find(known.interfaceName);
    if (known === null || loaded === undefined) return null;
    const deadline = Deadline.after(this.#stopTimeoutMs, this.#clock);
    const options = parseDriverInfo(loaded.manifest, known.driverInfo);
    return loaded.instance.getConsole(this.#task(node, options, known, deadline, call).task);
  }

  async #startOnce(
    node: Node,
    loaded: LoadedConsoleInterface,
    call: Call,
    deadline: Deadline,
    warnings: ConsoleWarnings,
    distrustsConnection: boolean,
  ): Promise<ConsoleConnection> {
    const known = await this.#states.load(node.uuid);
    const offered = distrustsConnection && known !== null ? { ...known, connection: null } : known;
    const connection = await this.#run(
      'Starting the console',
      node,
      parseDriverInfo(loaded.manifest, node.driverInfo),
      offered,
      deadline,
      call,
      (task) =>
        loaded.instance.startConsole({
          ...task,
          warn: (warning) => {
            warnings.add(warning);
          },
        }),
    );
    // What a driver of somebody else's returns is checked as any other input.
    return parseConnection(serializeConnection(connection));
  }

  async #stopOnce(node: Node, loaded: LoadedConsoleInterface, call: Call): Promise<void> {
    const options = parseDriverInfo(loaded.manifest, node.driverInfo);
    const known = await this.#states.load(node.uuid);
    const deadline = Deadline.after(this.#stopTimeoutMs, this.#clock);
    await this.#run('Stopping the console', node, options, known, deadline, call, (task) =>
      loaded.instance.stopConsole(task),
    );
  }

  /** Runs a driver to its deadline, and returns only when it has come back or was given time to. */
  async #run<T>(
    what: string,
    node: Node,
    options: unknown,
    known: ConsoleState | null,
    deadline: Deadline,
    call: Call,
    work: (task: Task) => Promise<T>,
  ): Promise<T> {
    let running: Promise<T> | undefined;
    const { task, end } = this.#task(node, options, known, deadline, call);
    try {
      return await deadline.run(
        what,
        (signal) => {
          running = work({ ...task, signal });
          return running;
        },
        call.signal,
      );
    } finally {
      await this.#settle(running);
      end();
    }
  }

  async #settle(running: Promise<unknown> | undefined): Promise<void> {
    const controller = new AbortController();
    const settled = Promise.resolve(running).catch(() => undefined);
    const leftBehind = this.#clock.sleep(SETTLE_MS, controller.signal).catch(() => undefined);
    await Promise.race([settled, leftBehind]);
    controller.abort();
  }

  #warningsOf(node: Node, known: ConsoleState | null, { requestId }: Call): ConsoleWarnings {
    return new ConsoleWarnings(known?.warnings ?? [], this.#log.child({ nodeUuid: node.uuid, requestId }));
  }

  #task(
    node: Node,
    options: unknown,
    known: ConsoleState | null,
    deadline: Deadline,
    { signal, requestId }: Call,
  ): { task: Task; end: () => void } {
    let isOver = false;
    const task: Task = {
      node,
      options,
      connection: known?.connection ?? null,
      state: known?.state ?? null,
      saveState: async (state) => {
        // A driver that was left behind must not write over the state of its successor.
        if (isOver) throw new CancelledError('The task is over; its state is no longer saved');
        await this.#states.saveState(node.uuid, state);
      },
      signal,
      deadline,
      warn: (warning) => {
        this.#warningsOf(node, known, { signal, requestId }).add(warning);
      },
      log: this.#log.child({ nodeUuid: node.uuid, requestId }),
      requestId,
    };
    return {
      task,
      end: () => {
        isOver = true;
      },
    };
  }
}

/** How the console is published, as far as the store of states tells it. */
function publicationOf(known: ConsoleState | null): ConsolePublication | null {
  const { published = null, socatUrl = null } = known ?? {};
  return published === null ? null : { connection: published, socatUrl };
}
