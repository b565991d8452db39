import type { ConsoleConnection } from '@ironbridge/base';
import type { JsonObject, JsonValue } from '@ironbridge/common';
import type { ConsolePublication } from '@ironbridge/store';

/** What is known of a node's console between two calls of its driver. */
export interface ConsoleState {
  readonly interfaceName: string;
  readonly driver: string;
  /** The driver_info it was started with: stop uses it first. */
  readonly driverInfo: JsonObject;
  readonly state: JsonValue | null;
  /** What the driver returned. */
  readonly connection: ConsoleConnection | null;
  /** What proxies get; kept by stores that serve a conductor with a serial hub. */
  readonly published?: ConsoleConnection | null;
  readonly socatUrl?: string | null;
  /** The checked IP address of the connection; null for one that stays on this machine. */
  readonly address: string | null;
  /** What the last start warned of. */
  readonly warnings: readonly string[];
}

/**
 * Where a conductor keeps what its drivers must find again. The `consoles` of `@ironbridge/store` are one; a host may bring
 * its own. Each method is atomic, and durable when it resolves.
 */
export interface ConsoleStateStore {
  load(nodeUuid: string): Promise<ConsoleState | null>;
  /** Makes the console known before its driver is called, or brings up to date what it is started with. */
  begin(
    nodeUuid: string,
    start: Pick<ConsoleState, 'interfaceName' | 'driver' | 'driverInfo'>,
  ): Promise<void>;
  saveState(nodeUuid: string, state: JsonValue): Promise<void>;
  /**
   * @param publication given where a serial hub shares the console
   * @param warnings of this start, in place of those of the one before
   */
  started(
    nodeUuid: string,
    connection: ConsoleConnection,
    address: string | null,
    publication: ConsolePublication | undefined,
    warnings: readonly string[],
  ): Promise<unknown>;
  /** Forgets the console: the BMC confirmed the stop. */
  stopped(nodeUuid: string): Promise<void>;
}
