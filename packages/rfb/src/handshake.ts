/** The largest single read of a handshake, and so the most bytes that its runner ever holds back. */
export const MAX_HANDSHAKE_BUFFER_BYTES = 4096;

/** Who a server is in TLS: the holder of a certificate, or nobody in particular. */
export type TlsPeer = 'certificate' | 'anonymous';

/** What a handshake asks of whoever runs it. */
export type HandshakeStep =
  /** Answer with exactly this many bytes, one or more; `what` names them for a person. */
  | { readonly read: number; readonly what: string }
  /** Send these bytes. */
  | { readonly write: Uint8Array }
  /** Put TLS between both sides, as its client; go on once it stands and the server is who it has to be. */
  | { readonly startTls: TlsPeer };

/**
 * One side of a handshake, as a generator: it reads top to bottom like the RFC and does no I/O of its own.
 * Run it with a {@link HandshakeRunner}.
 */
export type Handshake<Result> = Generator<HandshakeStep, Result, Buffer>;

/** Reads exactly `length` bytes. */
export function* read(length: number, what: string): Handshake<Buffer> {
  return yield { read: length, what };
}

/** Puts TLS between both sides; all that follows is inside. */
export function* startTls(peer: TlsPeer): Handshake<void> {
  yield { startTls: peer };
}

/** Writes all of `bytes`. */
export function* write(bytes: Uint8Array): Handshake<void> {
  yield { write: bytes };
}
