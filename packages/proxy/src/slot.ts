import type { SessionRecord, SessionStore } from '@ironbridge/store';
import { SlotsTakenError } from './errors.js';

/** One of a BMC's slots, from before it is dialled until the viewer is gone. */
export class Slot {
  readonly #sessions: SessionStore;
  #opening: Promise<string | null> = Promise.resolve(null);
  #viewerId: string | undefined;

  public constructor(sessions: SessionStore) {
    this.#sessions = sessions;
  }

  /** What to renew; undefined while no slot is held. */
  public get viewerId(): string | undefined {
    return this.#viewerId;
  }

  /**
   * Takes a slot, counted over all proxies.
   *
   * @throws SlotsTakenError, or as the store does
   */
  public async take(session: SessionRecord, slots: number, proxyId: string, leaseMs: number): Promise<void> {
    this.#opening = this.#sessions.openViewer(session, slots, proxyId, leaseMs);
    const viewerId = await this.#opening;
    if (viewerId === null) throw new SlotsTakenError(slots);
    this.#viewerId = viewerId;
  }

  /** Gives the slot back, also one that was still on its way when the viewer left. */
  public async release(): Promise<void> {
    const viewerId = await this.#opening.catch(() => null);
    this.#viewerId = undefined;
    if (viewerId !== null) await this.#sessions.closeViewer(viewerId);
  }
}
