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
  /**
   * Says what somebody should know of this console, such as a weakness of the BMC, in a sentence that says what to do about it.
   * What a start warns of is kept until the next start or stop, goes to the log when it is new, and is repeated by validate
   * and by the servers page; so a start that finds all as it was warns again. At most 8 warnings of 400 characters; nothing
   * secret.
   */
  warn(warning: string): void;
  /** Carries node and request id. Nothing secret may be logged. */
  readonly log: Logger;
  /** The request that asked for this, or one made up for work that nobody asked for. */
  readonly requestId: string;
}
