import type { ColumnType, Generated } from 'kysely';

/** libsql takes a Buffer and gives back an ArrayBuffer. */
type Bytes = ColumnType<ArrayBuffer, Buffer, Buffer>;
type OptionalBytes = ColumnType<ArrayBuffer | null, Buffer | null, Buffer | null>;

/** Times are milliseconds since 1970, booleans 0 or 1; bytes are sealed, see vault.ts. */
export interface Tables {
  nodes: NodesTable;
  consoles: ConsolesTable;
  conductors: ConductorsTable;
  redeemed_tokens: RedeemedTokensTable;
  sessions: SessionsTable;
  viewers: ViewersTable;
  key_checks: KeyChecksTable;
}

export interface NodesTable {
  /** The order of creation. */
  id: Generated<number>;
  uuid: string;
  name: string | null;
  driver: string;
  driver_info: Bytes;
  console_interface: string | null;
  fields: string;
  created_at: number;
  updated_at: number | null;
  console_wanted: number;
  console_enabled: number;
  generation: number;
  last_error: string | null;
  /** A JSON array of sentences. */
  console_warnings: string | null;
  reservation: string | null;
  reserved_until: number | null;
  is_deleting: number;
}

export interface ConsolesTable {
  node_uuid: string;
  interface_name: string;
  driver: string;
  driver_info: Bytes;
  state: OptionalBytes;
  /** What the driver returned. */
  connection: OptionalBytes;
  /** What proxies get, where it is not the driver's own. */
  published: OptionalBytes;
  socat_url: string | null;
  address: string | null;
  /**
   * The node's generation when the present start began or succeeded: tells `failed()` whether the wish is still
   * the one that was tried.
   */
  begun_generation: number;
}

interface ConductorsTable {
  hostname: string;
  conductor_group: string;
  hardware_types: string;
  heartbeat_at: number;
}

interface RedeemedTokensTable {
  id: string;
  expires_at: number;
}

export interface SessionsTable {
  id: string;
  key_hash: string;
  node_uuid: string;
  generation: number;
  mode: 'read-write' | 'read-only';
  user: string;
  created_at: number;
  expires_at: number;
  /** Until when a viewer was or is known to be connected. */
  watched_until: number;
}

interface ViewersTable {
  id: string;
  session_id: string;
  node_uuid: string;
  proxy_id: string;
  leased_until: number;
}

interface KeyChecksTable {
  name: string;
  digest: Bytes;
}
