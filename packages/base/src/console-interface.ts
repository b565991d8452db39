import type { JsonValue } from '@ironbridge/common';
import type { ConsoleConnection } from './console-connection.js';
import type { Node } from './node.js';
import type { Task } from './task.js';

/**
 * What a console driver promises: Ironic's ConsoleInterface (ironic/drivers/base.py) in TypeScript.
 *
 * The conformance suite in `@ironbridge/testkit` checks each sentence here.
 */
export interface ConsoleInterface<Options = unknown, State extends JsonValue = JsonValue> {
  /**
   * Checks what a schema cannot, offline and fast: it runs inside API requests.
   *
   * @throws an error of kind `invalid-input` whose message names the driver_info key
   */
  validate(node: Node, options: Options): void;

  /**
   * Makes the console reachable and returns how. It may be repeated at any time: while the BMC still matches
   * `task.connection` it returns that same connection and writes nothing.
   *
   * Wrong credentials are tried once. State is saved before the first change on the BMC.
   *
   * @throws an error of kind `refused` for credentials, licence or policy, `conflict` when the BMC's slots are taken by
   * others, `unavailable` or `timeout` for what may pass by itself
   */
  startConsole(task: Task<Options, State>): Promise<ConsoleConnection>;

  /** Takes back what start gave. It may be repeated, also after a crash and without a start. */
  stopConsole(task: Task<Options, State>): Promise<void>;

  /** The connection as the task tells it: never asks the BMC, never changes anything. Null when there is none. */
  getConsole(task: Task<Options, State>): ConsoleConnection | null;
}
