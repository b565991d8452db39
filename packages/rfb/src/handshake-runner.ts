import { InternalError } from '@ironbridge/common';

import { RfbClosedError, RfbProtocolError } from './errors.js';
import { MAX_HANDSHAKE_BUFFER_BYTES, type Handshake, type HandshakeStep, type TlsPeer } from './handshake.js';

/** The field being read, and how much of it has come. */
interface PendingRead {
  readonly bytes: Buffer;
  readonly what: string;
  filled: number;
}

/**
 * Feeds a {@link Handshake} with bytes as they come, however they are cut.
 *
 * Deadlines are the caller's. Whatever `start`, `push` or `end` throws ends the handshake; close the connection.
 *
 * @example
 * ```ts
 * const runner = new HandshakeRunner(clientHandshake({ security: { kind: 'vnc', password } }));
 * for (const bytes of runner.start()) socket.write(bytes);
 * socket.on('data', (chunk) => {
 *   for (const bytes of runner.push(chunk)) socket.write(bytes);
 *   if (runner.result !== undefined) relay(runner.result, runner.rest);
 * });
 * socket.on('end', () => runner.end());
 * ```
 */
export class HandshakeRunner<Result extends object> {
  readonly #handshake: Handshake<Result>;
  #pending: PendingRead | undefined;
  #tlsPeer: TlsPeer | undefined;
  #result: Result | undefined;
  #rest: Uint8Array = Buffer.alloc(0);

  public constructor(handshake: Handshake<Result>) {
    this.#handshake = handshake;
  }

  /** What came out, once the handshake is complete. */
  public get result(): Result | undefined {
    return this.#result;
  }

  /** The bytes that came after the handshake, in the same chunk as its last ones; they belong to what follows. */
  public get rest(): Uint8Array {
    return this.#rest;
  }

  /** Bytes held back until the field they belong to is whole; at most {@link MAX_HANDSHAKE_BUFFER_BYTES}. */
  public get bufferedBytes(): number {
    return this.#pending?.filled ?? 0;
  }

  /**
   * Set while TLS is to be put between both sides, as its client, before anything else is pushed. Then call
   * {@link continueInTls}.
   */
  public get startsTls(): TlsPeer | undefined {
    return this.#tlsPeer;
  }

  /** Begins; returns what is to be written first. Call it once, before any `push`. */
  public start(): Uint8Array[] {
    const writes: Uint8Array[] = [];
    this.#follow(this.#handshake.next(), writes);
    return writes;
  }

  /**
   * Takes what the other side sent; returns what is to be written now.
   *
   * @throws RfbError as the handshake says; InternalError when the handshake is not under way
   */
  public push(chunk: Uint8Array): Uint8Array[] {
    if (this.#pending === undefined) {
      throw new InternalError(
        'The handshake is not under way: it was not started, is complete, or has failed',
      );
    }
    const writes: Uint8Array[] = [];
    this.#rest = chunk;
    for (let field = this.#takeField(); field !== undefined; field = this.#takeField()) {
      this.#follow(this.#handshake.next(field), writes);
    }
    // A TLS server speaks second: whatever it is, it is not from inside, and must not pass for that.
    if (this.#tlsPeer !== undefined && this.#rest.length > 0) {
      this.#tlsPeer = undefined;
      throw new RfbProtocolError('ERR_RFB_MALFORMED', 'The server sent bytes where TLS was to begin');
    }
    return writes;
  }

  /** Says that TLS stands and the peer is who it has to be; returns what is to be written inside. */
  public continueInTls(): Uint8Array[] {
    if (this.#tlsPeer === undefined) throw new InternalError('The handshake does not wait for TLS');
    this.#tlsPeer = undefined;
    const writes: Uint8Array[] = [];
    this.#follow(this.#handshake.next(), writes);
    return writes;
  }

  /**
   * Says that the other side has closed the connection. Before the result, this always throws.
   *
   * @throws RfbClosedError, or the error that the server was about to explain
   */
  public end(): void {
    if (this.#tlsPeer !== undefined) throw new RfbClosedError('TLS handshake');
    if (this.#pending === undefined) return;
    const closed = new RfbClosedError(this.#pending.what);
    this.#pending = undefined;
    this.#handshake.throw(closed);
    throw closed;
  }

  /** Moves bytes from the rest to the field being read; the field, once it is whole. */
  #takeField(): Buffer | undefined {
    const pending = this.#pending;
    if (pending === undefined) return undefined;
    const part = this.#rest.subarray(0, pending.bytes.length - pending.filled);
    pending.bytes.set(part, pending.filled);
    pending.filled += part.length;
    this.#rest = this.#rest.subarray(part.length);
    if (pending.filled < pending.bytes.length) return undefined;
    this.#pending = undefined;
    return pending.bytes;
  }

  /** Collects writes up to the next read, the start of TLS or the result. */
  #follow(from: IteratorResult<HandshakeStep, Result>, writes: Uint8Array[]): void {
    let step = from;
    while (step.done !== true) {
      if ('read' in step.value) {
        this.#await(step.value.read, step.value.what);
        return;
      }
      if ('startTls' in step.value) {
        this.#tlsPeer = step.value.startTls;
        return;
      }
      writes.push(step.value.write);
      step = this.#handshake.next();
    }
    this.#result = step.value;
  }

  #await(length: number, what: string): void {
    if (length < 1 || length > MAX_HANDSHAKE_BUFFER_BYTES) {
      throw new InternalError(
        `A handshake reads 1 to ${String(MAX_HANDSHAKE_BUFFER_BYTES)} bytes at once, not ${String(length)}`,
      );
    }
    this.#pending = { bytes: Buffer.alloc(length), what, filled: 0 };
  }
}
