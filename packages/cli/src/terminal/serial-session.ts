import { backoffMs, ERROR_KINDS, systemClock, type Clock } from '@ironbridge/common';
import { ConsoleClosedError } from '../errors.js';
import { ESCAPE_HELP, EscapeKeys } from './escape-keys.js';
import type { LocalTerminal } from './local-terminal.js';
import type { ConsoleSession } from './redeem-link.js';
import { SerialLink, type LineStatus, type LinkEnd } from './serial-link.js';

/** The proxy forgets a session that is unconnected for 5 minutes. */
const GIVE_UP_AFTER_MS = 5 * 60_000;
const BACKOFF = { baseMs: 1_000, maxMs: 15_000 };
/** How long a line must have been silent after the end of a pipe that was sent to it. */
const SILENCE_AFTER_END_MS = 2_000;

/** Codes of RFC 6455 section 7.4.1 and of IANA's registry that pass by themselves, and ours. */
const PASSING: ReadonlySet<number> = new Set([
  1001,
  1006,
  1011,
  1012,
  1013,
  1014,
  ERROR_KINDS.unavailable.closeCode,
  ERROR_KINDS.timeout.closeCode,
]);

/** A person, or a pipe, at a serial console: from the first connection to the last. */
export class SerialSession {
  readonly #session: ConsoleSession;
  readonly #terminal: LocalTerminal;
  readonly #clock: Clock;
  readonly #keys = new EscapeKeys();
  readonly #leaving = new AbortController();
  #link: SerialLink | undefined;
  #status: LineStatus | undefined;
  #told = '';
  #isInputOver = false;
  #silence: ReturnType<typeof setTimeout> | undefined;

  public constructor(session: ConsoleSession, terminal: LocalTerminal, clock: Clock = systemClock) {
    this.#session = session;
    this.#terminal = terminal;
    this.#clock = clock;
  }

  /**
   * Serves until the person leaves.
   *
   * @throws ConsoleClosedError when the console ends for good
   */
  public async run(): Promise<void> {
    this.#listen();
    let attempt = 0;
    let lostAtMs: number | undefined;
    for (;;) {
      const end = await this.#connect();
      if (this.#hasLeft()) return;
      const wasConnected = this.#status !== undefined;
      const nowMs = this.#clock.monotonicMs();
      lostAtMs = wasConnected ? nowMs : (lostAtMs ?? nowMs);
      attempt = wasConnected ? 1 : attempt + 1;
      if (!PASSING.has(end.code) || nowMs - lostAtMs > GIVE_UP_AFTER_MS) {
        throw new ConsoleClosedError(reasonOf(end));
      }
      this.#tell(`${reasonOf(end)} Connecting again …`);
      await this.#clock.sleep(backoffMs(attempt, BACKOFF), this.#leaving.signal).catch(() => undefined);
      if (this.#hasLeft()) return;
    }
  }

  /** Ends it, as `~.` does. */
  public leave(): void {
    clearTimeout(this.#silence);
    this.#leaving.abort();
    this.#link?.close();
  }

  #hasLeft(): boolean {
    return this.#leaving.signal.aborted;
  }

  get #isWritable(): boolean {
    return this.#status?.writable === true && !this.#session.isReadOnly;
  }

  #listen(): void {
    const terminal = this.#terminal;
    terminal.onTyped((typed) => {
      if (terminal.isInteractive) this.#obey(typed);
      else this.#send(typed);
    });
    terminal.onEnd(() => {
      this.#isInputOver = true;
      if (terminal.isInteractive) this.leave();
      else this.#leaveWhenSilent();
    });
    terminal.onDrain(() => {
      this.#link?.setReading(true);
    });
    this.#apply();
  }

  async #connect(): Promise<LinkEnd> {
    this.#status = undefined;
    this.#apply();
    this.#link = new SerialLink(this.#session, {
      onBytes: (bytes) => {
        if (!this.#terminal.write(bytes)) this.#link?.setReading(false);
        this.#leaveWhenSilent();
      },
      onStatus: (status) => {
        this.#status = status;
        this.#apply();
        this.#tell(this.#describe(status));
      },
      onDrain: () => {
        this.#apply();
      },
    });
    return await this.#link.ended;
  }

  /** What a pipe holds waits until it can be sent; a person is always heard, for they may want to leave. */
  #apply(): void {
    this.#terminal.setReading(this.#terminal.isInteractive || this.#isWritable);
  }

  #obey(typed: Buffer): void {
    for (const meaning of this.#keys.push(typed)) {
      switch (meaning.kind) {
        case 'send':
          this.#send(meaning.bytes);
          break;
        case 'break':
          if (this.#isWritable) this.#link?.sendBreak();
          break;
        case 'help':
          this.#terminal.tell(ESCAPE_HELP);
          break;
        case 'leave':
          this.leave();
          return;
      }
    }
  }

  #send(bytes: Buffer): void {
    if (this.#isWritable && this.#link?.send(bytes) === false) this.#terminal.setReading(false);
  }

  #leaveWhenSilent(): void {
    if (!this.#isInputOver) return;
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => {
      this.leave();
    }, SILENCE_AFTER_END_MS);
  }

  #describe({ line, reason, writable, writer }: LineStatus): string {
    if (line === 'down')
      return `the line is down${reason === null ? '' : ` (${reason})`}; it is being restored`;
    if (this.#session.isReadOnly) return 'this link is for watching only; ~. leaves';
    if (writable) return 'connected; ~? tells which keys are for this program';
    return `${writer ?? 'somebody else'} is typing; you are watching`;
  }

  #tell(text: string): void {
    if (text !== this.#told) this.#terminal.tell(text);
    this.#told = text;
  }
}

function reasonOf({ code, reason }: LinkEnd): string {
  return reason === '' ? `The connection was lost (code ${String(code)}).` : `${reason}.`;
}
