import type { Deadline, JsonValue, Logger } from '@ironbridge/common';
import type { ConsoleConnection } from './console-connection.js';
import type { Node } from './node.js';

/**
 * One call of a console interface on one node. While it runs, no other task of that node does.
 *
 * @typeParam Options the driver_info, parsed by the manifest's schema
 * @typeParam State what the driver keeps between its calls; any JSON value
 */
export interface Task<Options = unknown, State extends JsonValue = JsonValue> {
  readonly node: Node;
  readonly options: Options;
  /** What the last successful start returned, or null when there was none since the last stop. */
  readonly connection: ConsoleConnection | null;
  /** What was saved last, also by a process that died since; null when nothing was, or after a stop. */
  readonly state: State | null;
  /**
   * Keeps `state` encrypted. It is durable when the promise resolves, so save what you found and what you are about to set
   * before the first change on the BMC: it is all that stop will have after a crash.
   */
  saveState(state: State): Promise<void>;
  /** Aborts when the work is no longer wanted or {@link deadline} has passed. */
  readonly signal: AbortSignal;
  readonly deadline: Deadline;
  /** Carries node and request id. Nothing secret may be logged. */
  readonly log: Logger;
  /** The request that asked for this, or one made up for work that nobody asked for. */
  readonly requestId: string;
}
