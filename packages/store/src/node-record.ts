import type { JsonObject } from '@ironbridge/common';

/** A node as stored: what Ironic's API shows of it, and the console's wanted and observed state. */
export interface NodeRecord {
  readonly uuid: string;
  readonly name: string | null;
  readonly driver: string;
  /** Encrypted at rest. */
  readonly driverInfo: JsonObject;
  /** As set on the node; null means the default of its hardware type. */
  readonly consoleInterface: string | null;
  /**
   * Ironic's other node fields that a client may set, by their API names (`extra`, `properties`, `owner`,
   * `power_interface`, …): kept and given back, not acted upon.
   */
  readonly fields: JsonObject;
  readonly createdAt: Date;
  readonly updatedAt: Date | null;
  /** What was asked for last. */
  readonly consoleWanted: boolean;
  /** The observed state: true from a successful start to a confirmed stop. */
  readonly consoleEnabled: boolean;
  /** Tokens and sessions are bound to this number; see DESIGN, "Generation". */
  readonly generation: number;
  readonly lastError: string | null;
  /** What the last start warned of; empty without a console. */
  readonly consoleWarnings: readonly string[];
  /** The conductor that holds the node's lock now, or null. */
  readonly reservation: string | null;
  /** True once DELETE was accepted: the API hides the node, the conductor stops its console and removes it. */
  readonly isDeleting: boolean;
}

/** What POST /v1/nodes gives. */
export type NewNode = Pick<
  NodeRecord,
  'uuid' | 'name' | 'driver' | 'driverInfo' | 'consoleInterface' | 'fields'
>;

/** What PATCH /v1/nodes/N can change. */
export type NodeChanges = Partial<Omit<NewNode, 'uuid'>>;

/** Which nodes, and which page of them. Nodes are in the order of their creation. */
export interface NodeQuery {
  /** Return nodes after this one. */
  readonly marker?: string;
  /** At most this many. */
  readonly limit?: number;
  readonly driver?: string;
  readonly consoleInterface?: string;
}
