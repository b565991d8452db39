/** One end of a session, the viewer's or the console's, as bytes in and bytes out. */
export interface SessionEnd {
  /** Resolves once this end is gone, for whatever reason. */
  readonly ended: Promise<void>;
  /** Bytes taken by {@link send} that have not gone out. */
  readonly bufferedBytes: number;
  /** Hands what comes in to `receiver`, from now on and beginning with what came before. */
  receive(receiver: (chunk: Buffer) => void): void;
  /** Takes back what the receiver did not need, and holds it and all that follows for the next receiver. */
  unread(bytes: Uint8Array): void;
  /**
   * Sends without a copy; the caller must not write into `bytes` before `whenSent` is called. Where the connection breaks
   * before that, it never is.
   */
  send(bytes: Uint8Array, whenSent?: () => void): void;
  /** Calls `listener` whenever so much has gone out that it is worth sending again. */
  onDrain(listener: () => void): void;
  pause(): void;
  resume(): void;
}
