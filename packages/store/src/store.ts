import type { ConsoleConnection } from '@ironbridge/base';
import type { JsonObject, JsonValue } from '@ironbridge/common';
import type { NewNode, NodeChanges, NodeQuery, NodeRecord } from './node-record.js';

/**
 * Nodes. Every `ident` is a uuid or a name, every `uuid` the one of the record, in lower case. Nodes that are being deleted
 * are hidden from all but `get` with `includeDeleting`.
 */
export interface NodeStore {
  /**
   * The first generation is the time, not zero: a node that is deleted and enrolled again never meets the generations, and so
   * the tokens, of its first life.
   *
   * @throws NodeExistsError for a name or uuid that is taken; a node that is being deleted keeps its uuid, but not its name
   */
  create(node: NewNode): Promise<NodeRecord>;
  /** @throws NodeNotFoundError also for a node that is being deleted, unless `includeDeleting` */
  get(ident: string, options?: { includeDeleting?: boolean }): Promise<NodeRecord>;
  /** @throws NodeNotFoundError for an unknown marker */
  list(query?: NodeQuery): Promise<readonly NodeRecord[]>;
  /**
   * Applies changes in one transaction. `updatedAt` is set even where nothing differs, as Ironic does. Changes that depend on
   * what the node is are given as a function of it; it may be called again, so it must do nothing else.
   *
   * @throws NodeNotFoundError, NodeExistsError, NodeLockedError while a conductor holds the node's lock, or
   * ConsoleInUseError when `driver` or `consoleInterface` would change while the console is wanted or enabled
   */
  update(uuid: string, changes: NodeChanges | ((node: NodeRecord) => NodeChanges)): Promise<NodeRecord>;
  /**
   * Writes the wish. False takes a new generation at once, so that tokens and sessions end; a wish that equals the present
   * one changes nothing. A wish for true clears `lastError`.
   *
   * @throws NodeNotFoundError
   */
  setConsoleWanted(uuid: string, wanted: boolean): Promise<NodeRecord>;
  /**
   * Hides the node, frees its name, withdraws its console and takes a new generation; a conductor removes it, with
   * `ConsoleStore.stopped()`, once the console is stopped.
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
  /** What the driver returned, and is shown at its next call. */
  readonly connection: ConsoleConnection | null;
  /** What proxies get: the driver's own connection, or that of the hub which shares it. Null while there is none. */
  readonly published: ConsoleConnection | null;
  /** The IP address of the published connection, checked where it is the BMC's: the only one that may be dialled. */
  readonly address: string | null;
  /** Where Nova's serial proxy connects, `tcp://host:port`; null where no port is open for it. */
  readonly socatUrl: string | null;
  /** What the last start warned of. */
  readonly warnings: readonly string[];
}

/** How others than its driver get to a console. */
export interface ConsolePublication {
  /** What proxies get. */
  readonly connection: ConsoleConnection;
  /** Where Nova's serial proxy connects, `tcp://host:port`, or null. */
  readonly socatUrl: string | null;
}

/**
 * The conductor's side of a console. Each method is one transaction. `started`, `failed` and `stopped` tell the store's
 * listeners, also those of the conductor that called. All work for a node that is being deleted too, and throw
 * NodeNotFoundError for one that does not exist, unless they say otherwise.
 */
export interface ConsoleStore {
  /** Null when nothing was started since the last confirmed stop, or the node does not exist. */
  load(uuid: string): Promise<ConsoleRecord | null>;
  /**
   * Creates the row before the driver is called, so that even a start that dies at once is known and stopped. A row that is
   * there already keeps its state and connection, and takes the driver_info of this start.
   *
   * @throws ConsoleInUseError where the row is another interface's: that one has first to be stopped, for only it understands
   * the saved state
   */
  begin(uuid: string, start: Pick<ConsoleRecord, 'interfaceName' | 'driver' | 'driverInfo'>): Promise<void>;
  /**
   * Durable when it resolves: a power failure does not lose it.
   *
   * @throws InternalError where no start was begun
   */
  saveState(uuid: string, state: JsonValue): Promise<void>;
  /**
   * Stores the connection of a successful start: the console is enabled, `lastError` is cleared, and a published connection or
   * address that differs from the stored one takes a new generation. The driver's own connection may change behind a
   * published one that stays. A check that found all as it was writes nothing and tells nobody. The wish stays as it is: where it went false during the
   * start, the console is now enabled and not wanted, which is what makes the conductor stop it.
   *
   * @param connection what the driver returned
   * @param address of the published connection
   * @param publication how others get to the console; by the driver's own connection unless given
   * @param warnings of this start, in place of those of the one before; none unless given
   * @throws InternalError where no start was begun
   */
  started(
    uuid: string,
    connection: ConsoleConnection,
    address: string | null,
    publication?: ConsolePublication,
    warnings?: readonly string[],
  ): Promise<NodeRecord>;
  /**
   * A first start was given up: the wish goes back to false, which takes a new generation as it always does, and `lastError`
   * says why. But where the wish was withdrawn and made again since `begin`, the newer wish stands and is tried anew:
   * nothing changes, and listeners are told.
   */
  failed(uuid: string, lastError: string): Promise<void>;
  /** Keeps wanted and enabled as they are and says what is wrong. Tells no listeners: there is nothing to do about it. */
  setLastError(uuid: string, lastError: string | null): Promise<void>;
  /**
   * The BMC confirmed the stop, or there was nothing to stop: the row goes, the console is disabled, a new generation begins. A
   * node that is being deleted goes with all its sessions and viewers. `lastError` and the wish stay.
   */
  stopped(uuid: string): Promise<void>;
  /** Uuids of nodes that are wanted, enabled, deleting or have a connection row: all a conductor must look after. */
  listActive(): Promise<readonly string[]>;
  /**
   * Takes the node's lock for `leaseMs`, or renews it for its present owner. False while another owner's lease runs. A lock
   * whose lease has ended is free, and `reservation` no longer shows it. Leases are times of the system's clock.
   */
  lock(uuid: string, owner: string, leaseMs: number): Promise<boolean>;
  /** Gives the lock back; does nothing where `owner` no longer holds it. */
  unlock(uuid: string, owner: string): Promise<void>;
  /** Frees every lock of `owner`: those that an earlier life of it left behind. */
  unlockAll(owner: string): Promise<void>;
}

export interface ConductorRecord {
  readonly hostname: string;
  readonly conductorGroup: string;
  /** Hardware types with their enabled console interfaces, best first. */
  readonly hardwareTypes: Readonly<Record<string, readonly string[]>>;
  readonly heartbeatAt: Date;
}

/**
 * Conductors publish what they can do; `driver list` reads it. A conductor that died is listed until it is removed: the reader
 * compares `heartbeatAt` with its timeout.
 */
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
  /** The published connection. */
  readonly connection: ConsoleConnection;
  /** The IP address to dial: the BMC's, as it was checked, or that of the conductor whose hub shares the console. */
  readonly address: string;
}

/** The proxy's side: redeeming, sessions, and the viewers that hold a BMC's slots. */
export interface SessionStore {
  /**
   * Redeems a token: in one transaction checks that it has not expired, that its console is wanted, enabled and of the token's
   * generation, inserts the token's id (unique) and opens the session. The token's signature is the caller's to verify.
   * Used tokens are forgotten an hour after they expire.
   *
   * @throws TokenRejectedError whose `reason` is for logs and audit, never for the viewer
   */
  redeem(token: RedeemRequest): Promise<SessionRecord>;
  /** The session of a key, or null when it has ended for whatever reason: generation, limit, revoke, 5 minutes without a viewer. */
  find(keyHash: string): Promise<SessionRecord | null>;
  /** Where a live session leads, or null when it has ended. */
  target(session: SessionRecord): Promise<ConsoleTarget | null>;
  /**
   * Takes one of the BMC's slots in one transaction, counting the viewers of all proxies and sessions whose leases run. A proxy
   * that listens for the session's end before it calls this misses none.
   *
   * @param slots how many the BMC has: `VncConnection.slots`
   * @param leaseMs under 5 minutes; renewed before it ends
   * @returns a viewer id, or null when all slots are taken
   * @throws TokenRejectedError where the session has ended meanwhile
   */
  openViewer(session: SessionRecord, slots: number, proxyId: string, leaseMs: number): Promise<string | null>;
  /**
   * Keeps the slots of these viewers for another `leaseMs` from now.
   *
   * @returns the ids of those renewed. A viewer that is not among them came too late: its slot may be another's already, and
   * its connection must be closed.
   */
  renewViewers(viewerIds: readonly string[], leaseMs: number): Promise<readonly string[]>;
  /** Gives the slot back; may be repeated. */
  closeViewer(viewerId: string): Promise<void>;
  /** Frees every slot of `proxyId`: those of viewers that an earlier life of it left behind. */
  closeViewersOf(proxyId: string): Promise<void>;
  /** Ends a session at once and tells listeners, also where it had ended already. */
  revoke(sessionId: string): Promise<void>;
  /** The sessions that have not ended, oldest first. */
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
      readonly reason: LossReason;
    };

/**
 * How a console was found broken.
 *
 * - `unreachable`: its VNC server did not answer, or not as one
 * - `login-refused`: it answers and does not take the stored credentials or security, so the connection is of no use any more
 */
export type LossReason = 'unreachable' | 'login-refused';

/**
 * All that Ironbridge remembers. Every method may throw StoreUnavailableError: the database is away, or another process has
 * kept it locked for 5 seconds.
 */
export interface Store {
  readonly nodes: NodeStore;
  readonly consoles: ConsoleStore;
  readonly conductors: ConductorStore;
  readonly sessions: SessionStore;
  /**
   * Tells every listener of this store, in this process, at once. The store itself tells its events after the transaction
   * has been committed and before the method resolves. A listener must not throw: the others are told all the same, and
   * the error comes up as an uncaught exception.
   */
  publish(event: StoreEvent): void;
  /** @returns the undo function */
  subscribe(listener: (event: StoreEvent) => void): () => void;
  /** Resolves when the database answers. */
  ping(): Promise<void>;
  /** Lets running operations end, then closes; may be repeated. Later calls throw StoreUnavailableError. */
  close(): Promise<void>;
}
