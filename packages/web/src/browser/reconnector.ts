import { verdictOfClose, type ChannelClose } from './close-verdict.js';
import { reconnectDelayMs } from './reconnect-delay.js';

/** One connection to the console; a new one is opened for each attempt. */
export interface ConsoleLink {
  close(): void;
}

export interface ConsoleLinkEvents {
  /** The screen is there. */
  onConnected(): void;
  /** The connection ended, whoever ended it. Called at most once. */
  onClosed(close: ChannelClose, facts?: CloseFacts): void;
}

export interface CloseFacts {
  /** The proxy is up, and yet there was no WebSocket. */
  readonly isUpgradeRefused: boolean;
}

export type ViewerState =
  | { readonly name: 'connecting' }
  | { readonly name: 'connected' }
  | { readonly name: 'reconnecting'; readonly reason: string; readonly secondsLeft: number }
  | { readonly name: 'ended'; readonly reason: string; readonly canReconnect: boolean };

export interface ReconnectorOptions {
  readonly openLink: (events: ConsoleLinkEvents) => ConsoleLink;
  readonly onState: (state: ViewerState) => void;
  /** The proxy said that the session key opens nothing any more. */
  readonly onSessionEnded: () => void;
  readonly random?: () => number;
}

/** A connection that held this long starts back-off and limit afresh; one that breaks sooner does not. */
const STABLE_AFTER_MS = 10_000;
/** The proxy forgets a session that is unconnected for 5 minutes; this leaves room for a clock that differs. */
const GIVE_UP_AFTER_MS = 6 * 60_000;
/** A proxy that just came back may be ready and have refused a moment ago; one that refuses this often means it. */
const MAX_REFUSALS = 3;
const REFUSED = 'The proxy did not let this page in. If that stays so, ask for a new link.';

/** Keeps one console connected: opens links, and decides after each end of one what happens next. */
export class Reconnector {
  readonly #options: ReconnectorOptions;
  #link: ConsoleLink | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #attempt = 0;
  #refusals = 0;
  #connectedAtMs: number | null = null;
  #lostAtMs: number | null = null;
  #isReconnecting = false;

  public constructor(options: ReconnectorOptions) {
    this.#options = options;
  }

  /** Connects now: the first time, or because the person asked to. */
  public connect(): void {
    this.#drop();
    this.#attempt = 0;
    this.#refusals = 0;
    this.#lostAtMs = null;
    this.#open();
  }

  /** Ends a wait for the next attempt early, for instance because the network is back. */
  public hurry(): void {
    if (!this.#isReconnecting) return;
    this.#drop();
    this.#open();
  }

  /** Closes for good, because the person asked to. */
  public disconnect(): void {
    this.#drop();
    this.#options.onState({ name: 'ended', reason: 'You disconnected.', canReconnect: true });
  }

  /** Lets go of everything without a word, for another session to take the place. */
  public abandon(): void {
    this.#drop();
  }

  #open(): void {
    this.#options.onState({ name: 'connecting' });
    // An event of a link that was dropped says nothing about the present one.
    const isCurrent = (): boolean => this.#link === link;
    const link = this.#options.openLink({
      onConnected: () => {
        if (isCurrent()) this.#connected();
      },
      onClosed: (close, facts) => {
        if (isCurrent()) this.#closed(close, facts);
      },
    });
    this.#link = link;
  }

  #connected(): void {
    this.#connectedAtMs = Date.now();
    this.#options.onState({ name: 'connected' });
  }

  #closed(close: ChannelClose, { isUpgradeRefused }: CloseFacts = { isUpgradeRefused: false }): void {
    const nowMs = Date.now();
    if (this.#connectedAtMs !== null && nowMs - this.#connectedAtMs >= STABLE_AFTER_MS) {
      this.#attempt = 0;
      this.#lostAtMs = null;
    }
    this.#lostAtMs ??= nowMs;
    this.#refusals = isUpgradeRefused ? this.#refusals + 1 : 0;
    this.#drop();
    const { next, reason, endsSession } = verdictOfClose(close);
    if (endsSession) this.#options.onSessionEnded();
    if (next !== 'reconnect') {
      this.#options.onState({ name: 'ended', reason, canReconnect: next === 'ask' });
    } else if (this.#refusals >= MAX_REFUSALS) {
      this.#options.onState({ name: 'ended', reason: REFUSED, canReconnect: true });
    } else if (nowMs - this.#lostAtMs >= GIVE_UP_AFTER_MS) {
      this.#options.onState({ name: 'ended', reason, canReconnect: true });
    } else {
      this.#attempt += 1;
      this.#isReconnecting = true;
      this.#countDown(reason, nowMs + reconnectDelayMs(this.#attempt, this.#options.random));
    }
  }

  #countDown(reason: string, untilMs: number): void {
    const leftMs = untilMs - Date.now();
    if (leftMs <= 0) {
      this.#isReconnecting = false;
      this.#open();
      return;
    }
    this.#options.onState({ name: 'reconnecting', reason, secondsLeft: Math.ceil(leftMs / 1_000) });
    this.#timer = setTimeout(
      () => {
        this.#countDown(reason, untilMs);
      },
      leftMs % 1_000 || 1_000,
    );
  }

  #drop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#isReconnecting = false;
    this.#connectedAtMs = null;
    const link = this.#link;
    this.#link = null;
    link?.close();
  }
}
