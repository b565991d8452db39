import type { SerialConnection, SerialTransport } from '@ironbridge/base';
import { lastWords, systemClock, type Clock } from '@ironbridge/common';
import { connect, type NetConnectOpts, type Socket } from 'node:net';
import { GreetingGate } from './greeting-gate.js';
import { SerialLineError } from './serial-errors.js';

/** What becomes of a line. */
export interface SerialLineEvents {
  /** Output that is to be shown, in the order it came. */
  readonly data: (bytes: Uint8Array) => void;
  /** The line takes input again. */
  readonly drain: () => void;
  /** The line ended by itself; told once. */
  readonly end: (reason: string) => void;
}

export interface SerialLineOptions {
  readonly connection: SerialConnection;
  /** The checked address of a line that is on another machine. */
  readonly address: string | null;
  readonly greetingTimeoutMs: number;
  readonly signal: AbortSignal;
  readonly events: SerialLineEvents;
  readonly clock?: Clock;
}

/** Input that the program does not take is kept up to this. */
const MAX_INPUT_BYTES = 64 * 1024;

/** How long a program that was told to leave has for it. */
const LEAVE_MS = 2000;

/** The end of the output that tells why a line ended. */
const TAIL_BYTES = 400;

function target(transport: SerialTransport, address: string | null): NetConnectOpts {
  switch (transport.kind) {
    case 'unix':
      return { path: transport.path };
    case 'tcp':
    case 'hub':
      return { host: address ?? transport.host, port: transport.port };
  }
}

function endReason(words: string, error: Error | undefined): string {
  if (words !== '') return words;
  return error === undefined ? 'the line ended without a word' : lastWords(error.message);
}

/** The one connection to a driver's socket. */
export class SerialLine {
  readonly #socket: Socket;
  readonly #gate: GreetingGate;
  readonly #events: SerialLineEvents;
  readonly #farewells: readonly string[] | undefined;
  #tail: Buffer = Buffer.alloc(0);
  #error: Error | undefined;
  #isLeaving = false;
  #stands = false;
  #greeted: () => void = () => undefined;
  #failed: (error: Error) => void = () => undefined;

  private constructor(options: SerialLineOptions) {
    this.#events = options.events;
    this.#farewells = options.connection.farewells;
    this.#gate = new GreetingGate(options.connection.greeting);
    this.#socket = connect(target(options.connection.transport, options.address));
    this.#socket.setNoDelay(true);
    this.#socket.on('connect', () => {
      if (this.#gate.hasGreeted) this.#greeted();
    });
    this.#socket.on('data', (chunk: Buffer) => {
      this.#hear(chunk);
    });
    this.#socket.on('drain', () => {
      this.#events.drain();
    });
    this.#socket.on('error', (error) => {
      this.#error = error;
    });
    this.#socket.on('close', () => {
      this.#close();
    });
  }

  /**
   * Opens the line and waits until the session with the BMC stands. Output that comes with the greeting is told before this
   * resolves.
   *
   * @throws SerialLineError with the last words of the program
   */
  public static async open(options: SerialLineOptions): Promise<SerialLine> {
    const line = new SerialLine(options);
    const { signal, greetingTimeoutMs, clock = systemClock } = options;
    const settled = new AbortController();
    const stands = new Promise<void>((resolve, reject) => {
      line.#greeted = () => {
        line.#stands = true;
        resolve();
      };
      line.#failed = reject;
    });
    try {
      await Promise.race([
        stands,
        clock.sleep(greetingTimeoutMs, AbortSignal.any([settled.signal, signal])).then(() => {
          const words = lastWords(line.#gate.held);
          throw new SerialLineError(
            `The serial session did not stand within ${greetingTimeoutMs / 1000} s` +
              (words === '' ? '' : `; the last that was heard: ${words}`),
          );
        }),
      ]);
      return line;
    } catch (error) {
      line.#isLeaving = true;
      line.#socket.destroy();
      signal.throwIfAborted();
      throw error;
    } finally {
      settled.abort();
    }
  }

  /** Whether the program has taken in what was typed, but for a bounded rest. */
  public get takesInput(): boolean {
    return this.#socket.writableLength < MAX_INPUT_BYTES;
  }

  /** Bytes for the program, which take no detour through a filter. */
  public write(bytes: Uint8Array): void {
    if (!this.#socket.destroyed) this.#socket.write(bytes);
  }

  /** Ends the line and waits, not long, until the program has gone. `farewell` asks it to go in good order. */
  public async leave(farewell: Uint8Array | undefined): Promise<void> {
    this.#isLeaving = true;
    if (this.#socket.destroyed) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, LEAVE_MS);
      this.#socket.once('close', () => {
        clearTimeout(timer);
        resolve();
      });
      // One that is asked to go closes by itself, and the end of its input would cut it short.
      if (farewell === undefined) this.#socket.destroy();
      else this.#socket.write(farewell);
    });
    this.#socket.destroy();
  }

  #hear(chunk: Buffer): void {
    const shown = this.#gate.push(chunk);
    if (shown.length > 0 && !this.#isLeaving) {
      this.#tail = Buffer.concat([this.#tail, shown]).subarray(-TAIL_BYTES);
      this.#events.data(shown);
    }
    if (!this.#stands && this.#gate.hasGreeted) this.#greeted();
  }

  #close(): void {
    if (this.#isLeaving) return;
    // Before it greeted, all was the program's own.
    const words = this.#stands ? lastWords(this.#tail, this.#farewells) : lastWords(this.#gate.held);
    const reason = endReason(words, this.#error);
    this.#failed(new SerialLineError(`The serial session ended: ${reason}`));
    if (this.#stands) this.#events.end(reason);
  }
}
