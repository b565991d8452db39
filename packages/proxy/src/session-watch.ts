import type { StoreEvent } from '@ironbridge/store';
import type { SessionClosedReason } from './close-reasons.js';
import type { Viewer, ViewerSurroundings } from './viewer.js';

const RENEWALS_PER_LEASE = 3;

/**
 * Keeps the right of live viewers up to date: closes those whose session has ended, by the store's events at once and by
 * asking for those that were missed; and renews the leases of their slots.
 */
export class SessionWatch {
  readonly #surroundings: ViewerSurroundings;
  readonly #liveViewers: () => readonly Viewer[];
  readonly #stops: readonly (() => void)[];
  #isRechecking = false;
  #renewedAtMs: number;

  public constructor(surroundings: ViewerSurroundings, liveViewers: () => readonly Viewer[]) {
    const { store, clock, limits } = surroundings;
    this.#surroundings = surroundings;
    this.#liveViewers = liveViewers;
    this.#renewedAtMs = clock.monotonicMs();
    const rechecks = setInterval(() => void this.#recheckAll(), limits.recheckIntervalMs);
    const renewals = setInterval(() => void this.#renewAll(), limits.slotLeaseMs / RENEWALS_PER_LEASE);
    const unsubscribe = store.subscribe((event) => {
      this.#onEvent(event);
    });
    this.#stops = [
      unsubscribe,
      () => {
        clearInterval(rechecks);
        clearInterval(renewals);
      },
    ];
  }

  public stop(): void {
    for (const stop of this.#stops) stop();
  }

  #onEvent(event: StoreEvent): void {
    switch (event.type) {
      case 'node':
        for (const viewer of this.#liveViewers()) {
          if (viewer.session.record.nodeUuid === event.nodeUuid) void this.#recheck(viewer, 'console-gone');
        }
        return;
      case 'session':
        for (const viewer of this.#liveViewers()) {
          if (viewer.session.record.id === event.sessionId) viewer.close('revoked');
        }
        return;
      case 'lost':
        return;
    }
  }

  async #recheckAll(): Promise<void> {
    if (this.#isRechecking) return;
    this.#isRechecking = true;
    for (const viewer of this.#liveViewers()) await this.#recheck(viewer, 'session-ended');
    this.#isRechecking = false;
  }

  async #recheck(viewer: Viewer, reason: SessionClosedReason): Promise<void> {
    const { store, clock, log } = this.#surroundings;
    const { keyHash, record } = viewer.session;
    try {
      if ((await store.sessions.find(keyHash)) !== null) return;
      viewer.close(record.expiresAt <= clock.now() ? 'session-limit' : reason);
    } catch (error) {
      // The lease bounds how long a viewer goes on unchecked.
      log.warn({ sessionId: record.id, err: error }, 'A session could not be checked');
    }
  }

  async #renewAll(): Promise<void> {
    const { store, clock, limits, log } = this.#surroundings;
    const { slotLeaseMs } = limits;
    const nowMs = clock.monotonicMs();
    const holders = this.#liveViewers().flatMap((viewer) =>
      viewer.slotId === undefined ? [] : [{ viewer, slotId: viewer.slotId }],
    );
    const closeUnless = (isHeld: (slotId: string) => boolean): void => {
      for (const { viewer, slotId } of holders) if (!isHeld(slotId)) viewer.close('lease-lost');
    };
    // What is not renewed may be another proxy's by now.
    if (nowMs - this.#renewedAtMs > slotLeaseMs) closeUnless(() => false);
    try {
      const renewed = new Set(
        await store.sessions.renewViewers(
          holders.map(({ slotId }) => slotId),
          slotLeaseMs,
        ),
      );
      this.#renewedAtMs = nowMs;
      closeUnless((slotId) => renewed.has(slotId));
    } catch (error) {
      log.warn({ err: error }, 'The leases of console slots could not be renewed');
    }
  }
}
