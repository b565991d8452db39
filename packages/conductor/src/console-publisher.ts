import type { ConsoleConnection, Node } from '@ironbridge/base';
import type { ConsolePublication } from '@ironbridge/store';

/** How others than its driver get to a console, and the address that they dial. */
export interface PublishedConsole {
  readonly publication: ConsolePublication;
  readonly address: string | null;
}

/** A console as its driver left it. */
export interface StartedConsole {
  readonly node: Node;
  readonly interfaceName: string;
  readonly connection: ConsoleConnection;
  /** The checked address of the connection; null for one that stays on this machine. */
  readonly address: string | null;
  /** How the console was published before, also by a process that died since. */
  readonly before: ConsolePublication | null;
}

/** Makes consoles reachable that are not for proxies to dial. Calls for one node come one after the other. */
export interface ConsolePublisher {
  /** A console that was published is about to be looked after again: who comes for it meanwhile is let wait. */
  expect(nodeUuid: string, before: ConsolePublication): void;
  /**
   * May be repeated: a console that is published as it should be stays so. What can stay as it was `before` does.
   *
   * @throws an error that says why the console cannot be reached
   */
  publish(started: StartedConsole, signal: AbortSignal): Promise<PublishedConsole>;
  /** Ends what publish made, and lets go of the driver's connection. May be repeated. */
  withdraw(nodeUuid: string): Promise<void>;
}
