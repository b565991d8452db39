import type { SessionEnd } from './session-end.js';

/** The console's end: bytes to and from the BMC, however they get there. */
export interface ConsoleEnd extends SessionEnd {
  /** Resolves once nothing of it is left at the BMC either. */
  readonly released: Promise<void>;
  /** Why it ended, where that was told. */
  readonly endCause: Error | undefined;
  /** Takes bytes back that a receiver got and nobody reads any more: it may write into them. */
  recycle(bytes: Uint8Array): void;
  /** Ends the connection at once; nothing comes in after this. */
  destroy(): void;
}
