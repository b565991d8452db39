import type { ConsoleConnection } from '@ironbridge/base';
import type { JsonValue } from '@ironbridge/common';
import type { ConsoleState, ConsoleStateStore } from './console-state-store.js';

/**
 * Keeps states in memory. What that loses: after a crash or restart of the host, consoles that were enabled on BMCs are
 * not known any more, so nothing puts their settings back.
 */
export class MemoryConsoleStateStore implements ConsoleStateStore {
  readonly #states = new Map<string, ConsoleState>();

  public load(nodeUuid: string): Promise<ConsoleState | null> {
    return Promise.resolve(this.#states.get(nodeUuid) ?? null);
  }

  public begin(
    nodeUuid: string,
    start: Pick<ConsoleState, 'interfaceName' | 'driver' | 'driverInfo'>,
  ): Promise<void> {
    const known = this.#states.get(nodeUuid) ?? {
      state: null,
      connection: null,
      address: null,
      warnings: [],
    };
    this.#states.set(nodeUuid, { ...known, ...start });
    return Promise.resolve();
  }

  public saveState(nodeUuid: string, state: JsonValue): Promise<void> {
    this.#change(nodeUuid, { state: structuredClone(state) });
    return Promise.resolve();
  }

  public started(
    nodeUuid: string,
    connection: ConsoleConnection,
    address: string | null,
    _publication: unknown,
    warnings: readonly string[],
  ): Promise<void> {
    this.#change(nodeUuid, { connection, address, warnings });
    return Promise.resolve();
  }

  public stopped(nodeUuid: string): Promise<void> {
    this.#states.delete(nodeUuid);
    return Promise.resolve();
  }

  #change(nodeUuid: string, change: Partial<ConsoleState>): void {
    const known = this.#states.get(nodeUuid);
    if (known !== undefined) this.#states.set(nodeUuid, { ...known, ...change });
  }
}
