import {
  ConsoleInterfaceRegistry,
  createHostContainer,
  type ConsoleConnection,
  type HostOffers,
  type Node,
} from '@ironbridge/base';
import { silentLogger, systemClock, type JsonObject } from '@ironbridge/common';
import { randomUUID } from 'node:crypto';
import { AllowedNetworks } from './allowed-networks.js';
import { ConsoleRunner, type Call } from './console-runner.js';
import type { ConsoleStateStore } from './console-state-store.js';
import { DEFAULT_CONDUCTOR_TIMEOUTS, type ConductorTimeouts } from './conductor-timeouts.js';
import { loadManifest, type InterfaceSource } from './load-manifest.js';
import { KeyedQueue } from './keyed-queue.js';
import { MemoryConsoleStateStore } from './memory-console-state-store.js';

export interface ConductorOptions extends HostOffers, Partial<ConductorTimeouts> {
  readonly interfaces: readonly InterfaceSource[];
  readonly enabledConsoleInterfaces: readonly string[];
  readonly enabledHardwareTypes?: readonly string[];
  readonly defaultConsoleInterface?: string;
  /** Config sections of interfaces, by section name. */
  readonly sections?: Readonly<Record<string, JsonObject>>;
  /** In memory unless given; {@link MemoryConsoleStateStore} says what that loses. */
  readonly stateStore?: ConsoleStateStore;
  /** Networks in CIDR form in which consoles may be; any unicast but link-local, and loopback, unless given. */
  readonly allowedConsoleNetworks?: readonly string[];
}

export interface CallOptions {
  /** Gives up when it aborts. */
  readonly signal?: AbortSignal;
  /** Goes into every log line of the call. */
  readonly requestId?: string;
}

/** Starts, gets and stops consoles for a host that keeps nodes itself. Calls for one node wait for each other. */
export interface Conductor {
  readonly registry: ConsoleInterfaceRegistry;
  /** May be repeated; while the BMC still matches, it returns the same connection. @throws as the node's interface does */
  startConsole(node: Node, options?: CallOptions): Promise<ConsoleConnection>;
  /** Null when the console is not started. Asks no BMC. */
  getConsole(node: Node, options?: CallOptions): Promise<ConsoleConnection | null>;
  /** May be repeated. @throws as the interface does that started the console */
  stopConsole(node: Node, options?: CallOptions): Promise<void>;
}

/** Registers and enables the interfaces of a host that wants consoles and no services. */
export async function createConductor(options: ConductorOptions): Promise<Conductor> {
  const { interfaces, enabledConsoleInterfaces, sections, stateStore, allowedConsoleNetworks } = options;
  const registry = new ConsoleInterfaceRegistry(createHostContainer(options), options);
  for (const source of interfaces) registry.register(await loadManifest(source));
  await registry.enable(enabledConsoleInterfaces, sections);
  const runner = new ConsoleRunner({
    registry,
    states: stateStore ?? new MemoryConsoleStateStore(),
    networks: new AllowedNetworks({
      ...(allowedConsoleNetworks === undefined ? {} : { networks: allowedConsoleNetworks }),
      allowsLoopback: true,
    }),
    startTimeoutMs: options.startTimeoutMs ?? DEFAULT_CONDUCTOR_TIMEOUTS.startTimeoutMs,
    stopTimeoutMs: options.stopTimeoutMs ?? DEFAULT_CONDUCTOR_TIMEOUTS.stopTimeoutMs,
    clock: options.clock ?? systemClock,
    log: options.logger ?? silentLogger,
  });
  const queue = new KeyedQueue();
  const call = ({ signal, requestId }: CallOptions = {}): Call => ({
    signal: signal ?? new AbortController().signal,
    requestId: requestId ?? `req-${randomUUID()}`,
  });
  return {
    registry,
    startConsole: (node, callOptions) => queue.run(node.uuid, () => runner.start(node, call(callOptions))),
    getConsole: (node, callOptions) => runner.get(node, call(callOptions)),
    stopConsole: (node, callOptions) => queue.run(node.uuid, () => runner.stop(node, call(callOptions))),
  };
}
