import type { Clock, Logger } from '@ironbridge/common';
import type { ConsoleStore } from '@ironbridge/store';

/** A lock outlives its owner by no more than this. */
const LEASE_MS = 30_000;

/** The node's lock as a lease: held while work runs, lost soon after its owner dies. */
export class NodeLock {
  readonly #consoles: ConsoleStore;
  readonly #owner: string;
  readonly #clock: Clock;
  readonly #log: Logger;

  public constructor(consoles: ConsoleStore, owner: string, clock: Clock, log: Logger) {
    this.#consoles = consoles;
    this.#owner = owner;
    this.#clock = clock;
    this.#log = log;
  }

  /**
   * Runs `work` under the node's lock, renewing it. `onLost` is called when it could not be renewed: another conductor may
   * have taken the node.
   *
   * @returns what the work returned, or undefined, with nothing run, while another owner holds the lock
   */
  public async run<T>(nodeUuid: string, work: () => Promise<T>, onLost: () => void): Promise<T | undefined> {
    if (!(await this.#consoles.lock(nodeUuid, this.#owner, LEASE_MS))) return undefined;
    const done = new AbortController();
    const renewing = this.#renew(nodeUuid, done.signal, onLost);
    try {
      return await work();
    } finally {
      done.abort();
      await renewing;
      await this.#consoles.unlock(nodeUuid, this.#owner);
    }
  }

  async #renew(nodeUuid: string, done: AbortSignal, onLost: () => void): Promise<void> {
    for (;;) {
      try {
        await this.#clock.sleep(LEASE_MS / 3, done);
      } catch {
        return;
      }
      const isHeld = await this.#consoles.lock(nodeUuid, this.#owner, LEASE_MS).catch((error: unknown) => {
        this.#log.warn({ nodeUuid, err: error }, 'Renewing the lock of the node failed');
        return false;
      });
      if (!isHeld) {
        onLost();
        return;
      }
    }
  }
}
