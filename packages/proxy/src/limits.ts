/** Bounds of the proxy: each wait has a deadline and each buffer a size. */
export interface ProxyLimits {
  /** Open TCP connections, of whatever kind. Further ones are closed at once. */
  readonly maxConnections: number;
  /** Upgrades that wait for the store. */
  readonly maxPendingUpgrades: number;
  /** Live viewers of this process. */
  readonly maxViewers: number;
  /** Live viewers of one node. */
  readonly maxViewersPerNode: number;
  /** Live viewers of one user. */
  readonly maxViewersPerUser: number;
  /** All headers of a request together. */
  readonly maxHeaderBytes: number;
  /** The body of `POST /redeem`. */
  readonly maxBodyBytes: number;
  /** One WebSocket message of a viewer. */
  readonly maxMessageBytes: number;
  /** Bytes of either side that may wait before its negotiation takes them; the side is paused above it. */
  readonly maxEarlyBytes: number;
  /** Unsent bytes to a viewer or a console above which the other side is paused. */
  readonly highWaterBytes: number;
  /** Unsent bytes to either side above which the connection is closed: pausing must have failed. */
  readonly maxBufferedBytes: number;
  /** From the start of a connection to the end of its headers; with TLS, from its start to the end of the handshake too. */
  readonly headersTimeoutMs: number;
  /** From a connection's first byte to the end of its request. */
  readonly requestTimeoutMs: number;
  /** From the beginning of an answer until the client has taken it all; a client that does not is left. */
  readonly responseTimeoutMs: number;
  /** The TCP connection to the console. */
  readonly dialTimeoutMs: number;
  /** For the store and the slot, and again from dialling to the first relayed byte, unless the console has its own time. */
  readonly negotiationTimeoutMs: number;
  /** A viewer that gave no sign of life during a whole interval is dead. */
  readonly pingIntervalMs: number;
  /** Between the close frame and the end of the TCP connection. */
  readonly closeTimeoutMs: number;
  /** How often the right of each viewer is checked anew, for events that were missed. */
  readonly recheckIntervalMs: number;
  /** How long a viewer's slot is held without being renewed; it is renewed three times in that time. */
  readonly slotLeaseMs: number;
  /** The absolute limit of a session. */
  readonly sessionLimitMs: number;
}

const KIB = 1024;
const SECOND = 1_000;

export const DEFAULT_LIMITS: ProxyLimits = {
  maxConnections: 4096,
  maxPendingUpgrades: 256,
  maxViewers: 1024,
  maxViewersPerNode: 16,
  maxViewersPerUser: 256,
  maxHeaderBytes: 16 * KIB,
  maxBodyBytes: 4 * KIB,
  maxMessageBytes: 1024 * KIB,
  maxEarlyBytes: 64 * KIB,
  highWaterBytes: 512 * KIB,
  maxBufferedBytes: 4096 * KIB,
  headersTimeoutMs: 10 * SECOND,
  requestTimeoutMs: 15 * SECOND,
  responseTimeoutMs: 60 * SECOND,
  dialTimeoutMs: 5 * SECOND,
  negotiationTimeoutMs: 10 * SECOND,
  pingIntervalMs: 30 * SECOND,
  closeTimeoutMs: SECOND / 2,
  recheckIntervalMs: 5 * SECOND,
  slotLeaseMs: 30 * SECOND,
  sessionLimitMs: 8 * 3600 * SECOND,
};
