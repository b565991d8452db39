import { backoffMs, systemClock, type Clock, type Logger } from '@ironbridge/common';
import type { Store, StoreEvent } from '@ironbridge/store';
import { DEFAULT_CONDUCTOR_TIMEOUTS } from '../conductor-timeouts.js';
import { ConsoleRunner } from '../console-runner.js';
import { SerialHub } from '../serial/serial-hub.js';
import { SerialRefusal } from '../serial/serial-refusal.js';
import { ConductorMetrics } from './conductor-metrics.js';
import type { ConductorServiceOptions } from './conductor-service-options.js';
import { NodeLock } from './node-lock.js';
import { NodeWorker } from './node-worker.js';
import { Semaphore } from './semaphore.js';

/** How often nodes are looked for whose events were missed, in milliseconds. */
const SWEEP_MS = 10_000;

/** How often histories are looked through for what is too old, in milliseconds. */
const PRUNE_MS = 60 * 60_000;

/** Reports of one loss come from every viewer that tries; they are one within this time, in milliseconds. */
const LOSS_MS = 5000;

/** Waits before a serial line is restored that is lost again and again. */
const FLAPPING = { baseMs: 4000, maxMs: 300_000 };

/**
 * The conductor as a service: it reads wishes from the store and brings the consoles to where they are wanted. Nothing is
 * asked of it directly; one that dies leaves the wishes behind for the next.
 */
export class ConductorService {
  readonly #options: ConductorServiceOptions;
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #closing = new AbortController();
  readonly #workers = new Map<string, NodeWorker>();
  readonly #lastLossMs = new Map<string, number>();
  readonly #lock: NodeLock;
  readonly #runner: ConsoleRunner;
  readonly #metrics: ConductorMetrics;
  readonly #pool: Semaphore;
  readonly #hub: SerialHub | undefined;
  #loops: Promise<unknown> = Promise.resolve();
  #unsubscribe: (() => void) | undefined;

  public constructor(options: ConductorServiceOptions) {
    const { store, registry, networks, hostname, workersPoolSize = 100, metrics } = options;
    this.#options = options;
    this.#store = store;
    this.#clock = options.clock ?? systemClock;
    this.#log = options.log;
    this.#metrics = new ConductorMetrics(metrics);
    this.#pool = new Semaphore(workersPoolSize);
    this.#lock = new NodeLock(store.consoles, hostname, this.#clock, this.#log);
    this.#hub =
      options.serial === undefined
        ? undefined
        : new SerialHub(options.serial, {
            log: this.#log,
            clock: this.#clock,
            ...(metrics === undefined ? {} : { metrics }),
            onLost: (...loss) => {
              this.#lineLost(...loss).catch((error: unknown) => {
                this.#log.warn({ nodeUuid: loss[0], err: error }, 'Hearing of a lost serial line failed');
              });
            },
          });
    this.#runner = new ConsoleRunner({
      registry,
      publisher: this.#hub ?? new SerialRefusal(),
      networks,
      states: store.consoles,
      startTimeoutMs: options.startTimeoutMs ?? DEFAULT_CONDUCTOR_TIMEOUTS.startTimeoutMs,
      stopTimeoutMs: options.stopTimeoutMs ?? DEFAULT_CONDUCTOR_TIMEOUTS.stopTimeoutMs,
      clock: this.#clock,
      log: this.#log,
    });
  }

  /** Publishes what this conductor can do, and begins with verifying every console that is enabled. */
  public async start(): Promise<void> {
    // One that was killed left its locks behind, and their leases would keep operators waiting.
    await this.#store.consoles.unlockAll(this.#options.hostname);
    if (this.#sharesLines()) await this.#hub?.start();
    await this.#heartbeat();
    this.#unsubscribe = this.#store.subscribe((event) => {
      this.#hear(event);
    });
    await this.#sweep(true);
    const { heartbeatIntervalMs = 10_000, checkIntervalMs = 300_000 } = this.#options;
    this.#loops = Promise.all([
      this.#every(heartbeatIntervalMs, 'Sending the heartbeat', () => this.#heartbeat()),
      this.#every(SWEEP_MS, 'Looking for missed wishes', () => this.#sweep(false)),
      this.#every(checkIntervalMs, 'Checking the consoles', () => this.#sweep(true)),
      this.#every(PRUNE_MS, 'Removing old histories', () => this.#prune()),
    ]);
  }

  /** Gives up what is running, releases the locks, and leaves the consoles as they are; serial lines are let go of. */
  public async close(): Promise<void> {
    this.#unsubscribe?.();
    this.#closing.abort();
    await this.#loops;
    await Promise.all([...this.#workers.values()].map((worker) => worker.idle()));
    await this.#hub?.close();
    await this.#store.conductors.remove(this.#options.hostname);
  }

  #hear(event: StoreEvent): void {
    switch (event.type) {
      case 'node':
        this.#worker(event.nodeUuid)
          .nodeChanged()
          .catch((error: unknown) => {
            this.#log.warn({ nodeUuid: event.nodeUuid, err: error }, 'Reading a changed node failed');
          });
        return;
      case 'lost':
        this.#lost(event).catch((error: unknown) => {
          this.#log.warn({ nodeUuid: event.nodeUuid, err: error }, 'Hearing of a lost console failed');
        });
        return;
      case 'session':
        return;
    }
  }

  async #lost({ nodeUuid, generation, reason }: Extract<StoreEvent, { type: 'lost' }>): Promise<void> {
    const nowMs = this.#clock.monotonicMs();
    if (nowMs - (this.#lastLossMs.get(nodeUuid) ?? -Infinity) < LOSS_MS) return;
    const node = await this.#store.nodes.get(nodeUuid);
    // A report about yesterday's console is no news.
    if (node.generation !== generation) return;
    this.#lastLossMs.set(nodeUuid, nowMs);
    this.#log.warn({ nodeUuid, reason }, 'The console was reported lost');
    this.#worker(nodeUuid).ask(
      reason === 'login-refused' ? { distrustedGeneration: generation } : { verify: true },
    );
  }

  /** A node that is deleted takes its history with it: the next of its name has nothing to read there. */
  async #forget(nodeUuid: string): Promise<void> {
    await this.#options.serial?.histories?.remove(nodeUuid);
  }

  async #prune(): Promise<void> {
    await this.#options.serial?.histories?.prune();
  }

  /** Without an interface that gives serial lines there is nothing to listen for. */
  #sharesLines(): boolean {
    const { registry } = this.#options;
    return registry.enabledInterfaces.some((name) =>
      registry.find(name)?.manifest.consoleTypes.includes('serial'),
    );
  }

  async #lineLost(nodeUuid: string, reason: string, inARow: number): Promise<void> {
    const waitMs = inARow === 1 ? 0 : backoffMs(inARow - 1, FLAPPING);
    this.#log.warn({ nodeUuid, reason, waitMs: Math.round(waitMs) }, 'The serial line was lost');
    const lastError = `The console on node ${nodeUuid} was lost. Reason: ${reason}`;
    await this.#store.consoles.setLastError(nodeUuid, lastError);
    await this.#clock.sleep(waitMs, this.#closing.signal).catch(() => undefined);
    if (!this.#closing.signal.aborted) this.#worker(nodeUuid).ask({ verify: true });
  }

  async #sweep(shouldVerify: boolean): Promise<void> {
    const active = new Set(await this.#store.consoles.listActive());
    for (const uuid of active) this.#worker(uuid).ask({ verify: shouldVerify });
    for (const [uuid, worker] of this.#workers) {
      if (active.has(uuid) || !worker.isIdle) continue;
      this.#workers.delete(uuid);
      this.#lastLossMs.delete(uuid);
    }
  }

  async #heartbeat(): Promise<void> {
    const { registry, hostname, conductorGroup = '' } = this.#options;
    await this.#store.conductors.heartbeat({
      hostname,
      conductorGroup,
      hardwareTypes: Object.fromEntries(
        registry.hardwareTypes.map((name) => [name, registry.interfacesOf(name)]),
      ),
    });
  }

  async #every(intervalMs: number, what: string, work: () => Promise<void>): Promise<void> {
    for (;;) {
      try {
        await this.#clock.sleep(intervalMs, this.#closing.signal);
      } catch {
        return;
      }
      await work().catch((error: unknown) => {
        this.#log.error({ err: error }, `${what} failed`);
      });
    }
  }

  #worker(uuid: string): NodeWorker {
    let worker = this.#workers.get(uuid);
    if (worker === undefined) {
      const context = {
        store: this.#store,
        runner: this.#runner,
        lock: this.#lock,
        clock: this.#clock,
        log: this.#log,
        metrics: this.#metrics,
        pool: this.#pool,
        forget: (nodeUuid: string) => this.#forget(nodeUuid),
      };
      worker = new NodeWorker(uuid, context, this.#closing.signal);
      this.#workers.set(uuid, worker);
    }
    return worker;
  }
}
