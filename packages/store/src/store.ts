import type { ConsoleConnection } from '@ironbridge/base';
import type { JsonObject, JsonValue } from '@ironbridge/common';
import type { NewNode, NodeChanges, NodeQuery, NodeRecord } from './node-record.js';

/** Nodes. Every `ident` is a uuid or a name; hidden (deleting) nodes are found by `get` of the conductor's side only. */
export interface NodeStore {
  /** @throws NodeExistsError for a name or uuid that is taken */
  create(node: NewNode): Promise<NodeRecord>;
  /** @throws NodeNotFoundError also for a node that is being deleted, unless `includeDeleting` */
  get(ident: string, options?: { includeDeleting?: boolean }): Promise<NodeRecord>;
  /** @throws NodeNotFoundError for an unknown marker */
  list(query?: NodeQuery): Promise<readonly NodeRecord[]>;
  /**
   * Applies changes in one transaction.
   *
   * @throws NodeNotFoundError, NodeExistsError, NodeLockedError while a conductor holds the node's lock, or
   * ConsoleInUseError when `driver` or `consoleInterface` would change while the console is wanted or enabled
   */
  update(uuid: string, changes: NodeChanges): Promise<NodeRecord>;
  /**
   * Writes the wish. False takes a new generation at once, so that tokens and sessions end; a wish that equals the present
   * one changes nothing. A wish for true clears `lastError`.
   *
   * @throws NodeNotFoundError
   */
  setConsoleWanted(uuid: string, wanted: boolean): Promise<NodeRecord>;
  /**
   * Hides the node, withdraws its console and takes a new generation; a conductor removes it once the console is stopped.
   *
   * @throws NodeNotFoundError, or NodeLockedError while a conductor holds the node's lock
   */
  markDeleting(uuid: string): Promise<void>;
}

/** What a running console was started with, and what is needed to stop it: the connection row. */
export interface ConsoleRecord {
  readonly interfaceName: string;
  readonly driver: string;
  readonly driverInfo: JsonObject;
  readonly state: JsonValue | null;
  readonly connection: ConsoleConnection | null;
  /** The IP address that was checked against the allowed networks: the only one that may be dialled. */
  readonly address: string | null;
}

/** The conductor's side of a console. Each method is one transaction and tells the store's listeners. */
export interface ConsoleStore {
  /** Null when nothing was started since the last confirmed stop. */
  load(uuid: string): Promise<ConsoleRecord | null>;
  /** Creates the row before the driver is called, so that even a start that dies at once is known and stopped. */
  begin(uuid: string, start: Pick<ConsoleRecord, 'interfaceName' | 'driver' | 'driverInfo'>): Promise<void>;
  /** Durable when it resolves. */
  saveState(uuid: string, state: JsonValue): Promise<void>;
  /**
   * Stores the connection of a successful start: the console is enabled, `lastError` is cleared, and a connection that
   * differs from the stored one takes a new generation.
   */
  started(uuid: string, connection: ConsoleConnection, address: string): Promise<NodeRecord>;
  /** A first start was given up: the wish goes back to false and `lastError` says why. */
  failed(uuid: string, lastError: string): Promise<void>;
  /** Keeps wanted and enabled as they are and says what is wrong. */
  setLastError(uuid: string, lastError: string | null): Promise<void>;
  /** The BMC confirmed the stop: the row goes, the console is disabled, a new generation begins. A deleting node goes too. */
  stopped(uuid: string): Promise<void>;
  /** Uuids of nodes that are wanted, enabled, deleting or have a connection row: all a conductor must look after. */
  listActive(): Promise<readonly string[]>;
  /** Takes the node's lock for `leaseMs`, or renews it for its present owner. False while another owner's lease runs. */
  lock(uuid: string, owner: string, leaseMs: number): Promise<boolean>;
  unlock(uuid: string, owner: string): Promise<void>;
}

export interface ConductorRecord {
  readonly hostname: string;
  readonly conductorGroup: string;
  /** Hardware types with their enabled console interfaces, best first. */
  readonly hardwareTypes: Readonly<Record<string, readonly string[]>>;
  readonly heartbeatAt: Date;
}

/** Conductors publish what they can do; `driver list` reads it. */
export interface ConductorStore {
  heartbeat(conductor: Omit<ConductorRecord, 'heartbeatAt'>): Promise<void>;
  remove(hostname: string): Promise<void>;
  list(): Promise<readonly ConductorRecord[]>;
}

export type AccessMode = 'read-write' | 'read-only';

/** The right to open one console in one mode, from a redeemed token until it ends. Not a connection: those are viewers. */
export interface SessionRecord {
  readonly id: string;
  readonly nodeUuid: string;
  readonly generation: number;
  readonly mode: AccessMode;
  readonly user: string;
  readonly createdAt: Date;
  /** The absolute limit. */
  readonly expiresAt: Date;
}

/** Where a session leads, read afresh at each connect. */
export interface ConsoleTarget {
  readonly nodeUuid: string;
  readonly nodeName: string | null;
  readonly generation: number;
  readonly connection: ConsoleConnection;
  readonly address: string;
}

/** The proxy's side: redeeming, sessions, and the viewers that hold a BMC's slots. */
export interface SessionStore {
  /**
   * Redeems a token: in one transaction checks that its console is wanted, enabled and of the token's generation, inserts
   * the token's id (unique) and opens the session.
   *
   * @throws TokenRejectedError whose `reason` is for logs and audit, never for the viewer
   */
  redeem(token: RedeemRequest): Promise<SessionRecord>;
  /** The session of a key, or null when it has ended for whatever reason: generation, limit, revoke, 5 minutes without a viewer. */
  find(keyHash: string): Promise<SessionRecord | null>;
  /** Where a live session leads. Null once the generation has passed. */
  target(session: SessionRecord): Promise<ConsoleTarget | null>;
  /**
   * Takes one of the BMC's slots in one atomic statement, counting the viewers of all proxies whose leases run.
   *
   * @returns a viewer id, or null when all slots are taken
   */
  openViewer(session: SessionRecord, slots: number, proxyId: string, leaseMs: number): Promise<string | null>;
  /** Keeps the slots of these viewers for another `leaseMs`. */
  renewViewers(viewerIds: readonly string[], leaseMs: number): Promise<readonly string[]>;
  closeViewer(viewerId: string): Promise<void>;
  /** Ends a session at once. */
  revoke(sessionId: string): Promise<void>;
  list(nodeUuid?: string): Promise<readonly SessionRecord[]>;
}

export interface RedeemRequest {
  readonly tokenId: string;
  readonly tokenExpiresAt: Date;
  readonly nodeUuid: string;
  readonly generation: number;
  readonly mode: AccessMode;
  readonly user: string;
  /** SHA-256 of the session key, in hex; the key itself is never stored. */
  readonly keyHash: string;
  readonly sessionExpiresAt: Date;
}

/**
 * - `node`: the wish, the generation, the driver_info or the existence of this node changed
 * - `session`: this session was revoked
 * - `lost`: a proxy could not get into this node's console at the BMC
 */
export type StoreEvent =
  | { readonly type: 'node'; readonly nodeUuid: string }
  | { readonly type: 'session'; readonly sessionId: string }
  | {
      readonly type: 'lost';
      readonly nodeUuid: string;
      readonly generation: number;
      readonly reason: string;
    };

/** All that Ironbridge remembers. */
export interface Store {
  readonly nodes: NodeStore;
  readonly consoles: ConsoleStore;
  readonly conductors: ConductorStore;
  readonly sessions: SessionStore;
  /** Tells every listener of this store, in this process, after the transaction has been committed. */
  publish(event: StoreEvent): void;
  /** @returns the undo function */
  subscribe(listener: (event: StoreEvent) => void): () => void;
  /** Resolves when the database answers. @throws StoreUnavailableError */
  ping(): Promise<void>;
  close(): Promise<void>;
}
