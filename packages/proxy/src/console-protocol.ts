import type { ConsoleEnd } from './console-end.js';
import type { ViewerPhase } from './failure-reasons.js';
import type { ConsoleTlsOptions } from './console-tls.js';
import type { ProxyLimits } from './limits.js';
import type { ViewerEnd } from './viewer-end.js';

/** What a protocol is given of the viewer that it connects. */
export interface ConnectContext {
  readonly viewer: ViewerEnd;
  /** The checked IP address of the console: no name is resolved here. */
  readonly address: string;
  readonly limits: ProxyLimits;
  readonly tls: ConsoleTlsOptions;
  /** Aborts when the viewer is closed, or when the negotiation has taken too long. */
  readonly signal: AbortSignal;
  readonly onPhase: (phase: ViewerPhase) => void;
  /** To be called with the console's end as soon as there is one: whoever closes the viewer ends it too. */
  readonly onDialled: (console: ConsoleEnd) => void;
}

/** Two ends that have shaken hands, and what becomes of the bytes between them. */
export interface ConnectedConsole {
  readonly console: ConsoleEnd;
  /** What the console is sent of bytes from the viewer. Throws where the viewer may not send them. */
  readonly fromViewer: (chunk: Buffer) => readonly Uint8Array[];
  /** What the viewer is sent of bytes from the console. Throws where the console broke its protocol. */
  readonly fromConsole: (chunk: Buffer) => readonly Uint8Array[];
}

/** What is particular to one type of console; a viewer's life is the same for all. */
export interface ConsoleProtocol {
  /** Viewers that the console takes at a time, counted over all proxies. */
  readonly slots: number;
  /** From the dial to the first relayed byte, where the console needs another time than the proxy's own. */
  readonly handshakeTimeoutMs?: number | undefined;
  /**
   * Dials the console and shakes hands on both sides.
   *
   * @throws ProxyError, or what the codec of the protocol throws
   */
  connect(context: ConnectContext): Promise<ConnectedConsole>;
}
