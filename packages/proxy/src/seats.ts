import { RequestRefusedError } from './errors.js';
import type { ProxyLimits } from './limits.js';

/** Whose viewer, and of what. */
export interface Seat {
  readonly nodeUuid: string;
  readonly user: string;
}

/** Counts viewers, from before their upgrade on, so that requests at the same time cannot pass a cap together. */
export class Seats {
  readonly #taken = new Set<Seat>();
  readonly #limits: Pick<ProxyLimits, 'maxViewers' | 'maxViewersPerNode' | 'maxViewersPerUser'>;

  public constructor(limits: Pick<ProxyLimits, 'maxViewers' | 'maxViewersPerNode' | 'maxViewersPerUser'>) {
    this.#limits = limits;
  }

  /**
   * @returns the undo function
   * @throws RequestRefusedError 503
   */
  public take({ nodeUuid, user }: Seat): () => void {
    const { maxViewers, maxViewersPerNode, maxViewersPerUser } = this.#limits;
    const taken = [...this.#taken];
    const isFull =
      taken.length >= maxViewers ||
      taken.filter((seat) => seat.nodeUuid === nodeUuid).length >= maxViewersPerNode ||
      taken.filter((seat) => seat.user === user).length >= maxViewersPerUser;
    if (isFull) throw new RequestRefusedError('ERR_TOO_MANY_VIEWERS');
    const seat = { nodeUuid, user };
    this.#taken.add(seat);
    return () => {
      this.#taken.delete(seat);
    };
  }
}
