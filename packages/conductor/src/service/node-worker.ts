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
import type { Call, ConsoleRunner } from '../console-runner.js';
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
  /** Removes what is kept of a node beside the store's rows. */
  readonly forget: (nodeUuid: string) => Promise<void>;
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
  /** Somebody changed the node since it was looked at, so there is nothing to wait for. */
  #isChanged = false;
  #shouldVerify = false;
  /** The connection of this generation is known not to work. */
  #distrustedGeneration: number | undefined;
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
   * @param request.distrustedGeneration the generation whose connection is known not to work any more
   */
  public ask({
    verify = false,
    distrustedGeneration,
  }: { verify?: boolean; distrustedGeneration?: number } = {}): void {
    this.#shouldVerify ||= verify || distrustedGeneration !== undefined;
    this.#distrustedGeneration = distrustedGeneration ?? this.#distrustedGeneration;
    this.#isAsked = true;
    this.#rounds ??= this.#work();
  }

  /** The store's node changed: a wait after a failure is over, and work that nobody wants any more is given up. */
  public async nodeChanged(): Promise<void> {
    this.ask();
    this.#isChanged = true;
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
      this.#lookAnew();
      const outcome = await this.#round().catch((error: unknown): Outcome => {
        this.#context.log.error({ nodeUuid: this.#uuid, err: error }, 'Looking after the console failed');
        return 'back-off';
      });
      if (outcome === 'back-off') await this.#pause(backoffMs(++this.#failures, REPEAT));
      if (outcome === 'refused') await this.#pause(REFUSED_STOP_MS);
      if (outcome === 'locked') await this.#pause(LOCKED_RETRY_MS);
      this.#isAsked ||= outcome !== 'rest';
    }
    // In the same step as the last look at what was asked: who asks after it begins anew.
    this.#rounds = undefined;
  }

  /** Whatever was asked until now is seen by the look that follows. */
  #lookAnew(): void {
    this.#isAsked = false;
    this.#isChanged = false;
  }

  /** What there is to do, as the store says it now. */
  async #due(): Promise<{ kind: Performed; node: NodeRecord } | undefined> {
    const { store, runner } = this.#context;
    const node = await this.#read();
    if (node === undefined) return undefined;
    const record = await store.consoles.load(this.#uuid);
    const kind = nextAction(node, record, runner.interfaceOf(node), this.#shouldVerify);
    return kind === 'none' || this.#wasRefused(kind, node) ? undefined : { kind, node };
  }

  async #round(): Promise<Outcome> {
    const { lock, pool } = this.#context;
    if ((await this.#due()) === undefined) return 'rest';
    const controller = new AbortController();
    const onLost = (): void => {
      controller.abort(new CancelledError('The lock of the node was lost'));
    };
    // The wait after a failure comes when the lock is free again: operators change the node meanwhile.
    const perform = (): Promise<Outcome> => this.#perform(controller);
    return (await pool.run(() => lock.run(this.#uuid, perform, onLost))) ?? 'locked';
  }

  async #perform(controller: AbortController): Promise<Outcome> {
    const signal = AbortSignal.any([controller.signal, this.#closed]);
    this.#lookAnew();
    // Again, under the lock: the wish, or another conductor, may have been faster.
    const due = await this.#due();
    if (due === undefined) return 'rest';
    // What was read is old already.
    if (this.#isAsked || signal.aborted) return 'again';
    this.#action = { kind: due.kind, controller };
    try {
      return await this.#act(due.kind, due.node, signal);
    } finally {
      this.#action = undefined;
    }
  }

  async #act(kind: Performed, node: NodeRecord, signal: AbortSignal): Promise<Outcome> {
    const { runner, metrics, log } = this.#context;
    const call = { signal, requestId: `req-${randomUUID()}` };
    const facts = { nodeUuid: node.uuid, action: kind, requestId: call.requestId };
    const isDistrusted = this.#distrustedGeneration === node.generation;
    // Whoever asks from now on knows something newer than what this action finds.
    this.#shouldVerify = false;
    this.#distrustedGeneration = undefined;
    const finish = metrics.begin(kind);
    try {
      if (kind === 'stop') await this.#stop(node, call);
      else await runner.start(node, call, isDistrusted);
    } catch (error) {
      // Whatever it was, it may have got half of its way: a console that is wanted again is not taken for whole.
      this.#shouldVerify = true;
      if (isDistrusted) this.#distrustedGeneration = node.generation;
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

  async #stop(node: NodeRecord, call: Call): Promise<void> {
    await this.#context.runner.stop(node, call);
    if (node.isDeleting) await this.#context.forget(node.uuid);
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
        if (kindOf(error) !== 'refused') return 'back-off';
        this.#refusedDriverInfo = node.driverInfo;
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
    if (this.#isChanged) return;
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
