import {
  backoffMs,
  CancelledError,
  isIronbridgeError,
  kindOf,
  type Clock,
  type JsonObject,
  type Logger,
} from '@ironbridge/common';
import type { NodeRecord, Store } from '@ironbridge/store';
import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { ConsoleRunner } from '../console-runner.js';
import type { ConductorMetrics } from './conductor-metrics.js';
import { nextAction, type ConsoleAction } from './next-action.js';
import type { NodeLock } from './node-lock.js';
import type { Semaphore } from './semaphore.js';

export interface NodeWorkerContext {
  readonly store: Store;
  readonly runner: ConsoleRunner;
  readonly lock: NodeLock;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: ConductorMetrics;
  /** Bounds how many nodes are worked on at a time. */
  readonly pool: Semaphore;
}

/** Waits before work that failed is tried again: a stop, or a restore. */
const REPEAT = { baseMs: 2000, maxMs: 120_000 };

/**
 * Wait before a stop that the BMC refused is tried again: longer than the time in which BMCs count failed logins before they
 * lock the account.
 */
const REFUSED_STOP_MS = 15 * 60_000;

/** How soon to look again at a node whose lock another owner holds. */
const LOCKED_RETRY_MS = 2000;

/**
 * What comes after a round.
 *
 * - `rest`: nothing more to do until somebody asks
 * - `again`: look at the node once more, at once
 * - `back-off`: the same again after a wait that grows
 * - `refused`: the same again much later, or when somebody changes the node
 * - `locked`: another owner is at work; look again soon
 */
type Outcome = 'rest' | 'again' | 'back-off' | 'refused' | 'locked';

type Performed = Exclude<ConsoleAction, 'none'>;

/**
 * Brings one node's console to where it is wanted. One action runs at a time; whoever asks meanwhile is served by one more
 * round, so a hundred equal wishes are one action.
 */
export class NodeWorker {
  readonly #uuid: string;
  readonly #context: NodeWorkerContext;
  readonly #closed: AbortSignal;
  #rounds: Promise<void> | undefined;
  #isAsked = false;
  #shouldVerify = false;
  #isDistrusted = false;
  #failures = 0;
  #wait: AbortController | undefined;
  #action: { readonly kind: Performed; readonly controller: AbortController } | undefined;
  /** The driver_info that a restore was refused with: asking again with the same would only lock the account. */
  #refusedDriverInfo: JsonObject | undefined;

  public constructor(uuid: string, context: NodeWorkerContext, closed: AbortSignal) {
    this.#uuid = uuid;
    this.#context = context;
    this.#closed = closed;
  }

  /**
   * Looks at the node soon.
   *
   * @param request.verify the console has to be verified even if the store says that all is well
   * @param request.distrust the stored connection is known not to work any more
   */
  public ask({ verify = false, distrust = false }: { verify?: boolean; distrust?: boolean } = {}): void {
    this.#shouldVerify ||= verify || distrust;
    this.#isDistrusted ||= distrust;
    this.#isAsked = true;
    this.#rounds ??= this.#work().finally(() => {
      this.#rounds = undefined;
    });
  }

  /** The store's node changed: a wait after a failure is over, and work that nobody wants any more is given up. */
  public async nodeChanged(): Promise<void> {
    this.ask();
    this.#wait?.abort();
    const action = this.#action;
    if (action === undefined || action.kind === 'stop') return;
    const node = await this.#read();
    if (node === undefined || node.isDeleting || !node.consoleWanted) {
      action.controller.abort(new CancelledError('The console is no longer wanted'));
    }
  }

  public get isIdle(): boolean {
    return this.#rounds === undefined;
  }

  /** Resolves when the worker has come to rest. */
  public async idle(): Promise<void> {
    await this.#rounds;
  }

  async #work(): Promise<void> {
    while (this.#isAsked && !this.#closed.aborted) {
      this.#isAsked = false;
      const outcome = await this.#round().catch((error: unknown): Outcome => {
        this.#context.log.error({ node: this.#uuid, err: error }, 'Looking after the console failed');
        return 'back-off';
      });
      if (outcome === 'back-off') await this.#pause(backoffMs(++this.#failures, REPEAT));
      if (outcome === 'refused') await this.#pause(REFUSED_STOP_MS);
      if (outcome === 'locked') await this.#pause(LOCKED_RETRY_MS);
      this.#isAsked ||= outcome !== 'rest';
    }
  }

  async #round(): Promise<Outcome> {
    const { store, runner, lock, pool } = this.#context;
    const node = await this.#read();
    if (node === undefined) return 'rest';
    const record = await store.consoles.load(this.#uuid);
    const kind = nextAction(node, record, runner.interfaceOf(node), this.#shouldVerify);
    if (kind === 'none' || this.#wasRefused(kind, node)) return 'rest';
    const controller = new AbortController();
    const signal = AbortSignal.any([controller.signal, this.#closed]);
    const onLost = (): void => {
      controller.abort(new CancelledError('The lock of the node was lost'));
    };
    this.#action = { kind, controller };
    try {
      // The wait after a failure comes when the lock is free again: operators change the node meanwhile.
      const perform = (): Promise<Outcome> => this.#perform(kind, signal);
      return (await pool.run(() => lock.run(this.#uuid, perform, onLost))) ?? 'locked';
    } finally {
      this.#action = undefined;
    }
  }

  async #perform(kind: Performed, signal: AbortSignal): Promise<Outcome> {
    const { runner, metrics, log } = this.#context;
    // Read again under the lock: another conductor may have done it meanwhile.
    const node = await this.#read();
    if (node === undefined) return 'rest';
    const call = { signal, requestId: `req-${randomUUID()}` };
    const facts = { node: node.uuid, action: kind, requestId: call.requestId };
    const finish = metrics.begin(kind);
    try {
      if (kind === 'stop') await runner.stop(node, call);
      else {
        await runner.start(node, call, this.#isDistrusted);
        this.#shouldVerify = false;
        this.#isDistrusted = false;
      }
    } catch (error) {
      if (signal.aborted) {
        finish('cancelled');
        return 'again';
      }
      finish('failed');
      log.warn({ ...facts, err: error }, 'Console action failed');
      return this.#failed(kind, node, error);
    }
    finish('done');
    log.info(facts, 'Console action done');
    this.#failures = 0;
    this.#refusedDriverInfo = undefined;
    return 'again';
  }

  async #failed(kind: Performed, node: NodeRecord, error: unknown): Promise<Outcome> {
    const { consoles } = this.#context.store;
    const { uuid } = node;
    const reason = isIronbridgeError(error) ? error.message : "internal error; see the conductor's log";
    switch (kind) {
      case 'start':
        await consoles.failed(uuid, `Error enabling the console on node ${uuid}. Reason: ${reason}`);
        // What the start left behind is the next round's to stop.
        return 'again';
      case 'restore':
        await consoles.setLastError(
          uuid,
          `The console on node ${uuid} was lost and is not restored. Reason: ${reason}`,
        );
        if (isIronbridgeError(error) && error.transient) return 'back-off';
        this.#shouldVerify = false;
        if (kindOf(error) === 'refused') this.#refusedDriverInfo = node.driverInfo;
        return 'rest';
      case 'stop':
        // Why a start failed says more than that its remains could not be cleared yet.
        if (node.consoleEnabled) {
          await consoles.setLastError(uuid, `Error disabling the console on node ${uuid}. Reason: ${reason}`);
        }
        return kindOf(error) === 'refused' ? 'refused' : 'back-off';
    }
  }

  async #pause(ms: number): Promise<void> {
    const wait = new AbortController();
    this.#wait = wait;
    await this.#context.clock.sleep(ms, AbortSignal.any([wait.signal, this.#closed])).catch(() => undefined);
    this.#wait = undefined;
  }

  #wasRefused(kind: Performed, node: NodeRecord): boolean {
    return kind === 'restore' && isDeepStrictEqual(node.driverInfo, this.#refusedDriverInfo);
  }

  async #read(): Promise<NodeRecord | undefined> {
    try {
      return await this.#context.store.nodes.get(this.#uuid, { includeDeleting: true });
    } catch (error) {
      if (isIronbridgeError(error) && error.kind === 'not-found') return undefined;
      throw error;
    }
  }
}
