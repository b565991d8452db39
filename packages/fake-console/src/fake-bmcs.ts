import type { Node } from '@ironbridge/base';
import { FakeBmc } from './fake-bmc.js';

/** The imaginary BMCs that exist. */
export interface FakeBmcs {
  /** The BMC of a node. */
  of(node: Node): FakeBmc;
  /** Says that nothing about a node's BMC is worth remembering. */
  release(node: Node): void;
}

/** Gives each node a BMC when it is first spoken to, and forgets those whose consoles were stopped. */
export class MemoryFakeBmcs implements FakeBmcs {
  readonly #bmcs = new Map<string, FakeBmc>();

  public of({ uuid }: Node): FakeBmc {
    const bmc = this.#bmcs.get(uuid) ?? new FakeBmc();
    this.#bmcs.set(uuid, bmc);
    return bmc;
  }

  public release({ uuid }: Node): void {
    this.#bmcs.delete(uuid);
  }
}
