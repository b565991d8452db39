import type { JsonObject } from '@ironbridge/common';

/** A bare-metal server as a console interface sees it; the field names are Ironic's, in camelCase. */
export interface Node {
  readonly uuid: string;
  /** Logical name, unique where set. */
  readonly name: string | null;
  /** Hardware type, such as `idrac`. */
  readonly driver: string;
  /** As enrolled: Ironic's keys in snake_case, secrets included. Drivers read the parsed options of their task instead. */
  readonly driverInfo: JsonObject;
  /** The interface chosen for this node, or null for the default of its hardware type. */
  readonly consoleInterface: string | null;
}
