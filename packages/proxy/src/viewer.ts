import { Deadline, type Clock, type Logger } from '@ironbridge/common';
import type { ConsoleTarget, Store } from '@ironbridge/store';
import { randomUUID } from 'node:crypto';
import type { WebSocket } from 'ws';
import type { AuthorisedSession } from './authorised-session.js';
import { chooseProtocol } from './choose-protocol.js';
import { SESSION_CLOSED_REASONS, type SessionClosedReason } from './close-reasons.js';
import type { ConsoleEnd } from './console-end.js';
import type { ConnectedConsole, ConsoleProtocol } from './console-protocol.js';
import type { ConsoleTlsOptions } from './console-tls.js';
import { SessionRejectedError } from './errors.js';
import { failureReasonOf, lossReasonOf, type ViewerPhase } from './failure-reasons.js';
import type { ProxyLimits } from './limits.js';
import type { AllowedSecurity } from './options.js';
import type { ProxyMetrics, TrafficTotals } from './metrics.js';
import { relay } from './relay.js';
import type { RequestContext } from './request-context.js';
import { Slot } from './slot.js';
import { ViewerEnd } from './viewer-end.js';

/** What all viewers of a proxy share. */
export interface ViewerSurroundings {
  readonly store: Store;
  readonly proxyId: string;
  readonly limits: ProxyLimits;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: ProxyMetrics;
  readonly allowedSecurity: readonly AllowedSecurity[];
  readonly consoleTls: ConsoleTlsOptions;
}

/** A console that this viewer may dial: it holds one of its slots. */
interface Admission {
  readonly protocol: ConsoleProtocol;
  readonly address: string;
}

/**
 * One connection of one session: a WebSocket on this side, a console on the other. It negotiates, then relays; `close` owns
 * both ends, and the first reason counts.
 */
export class Viewer {
  public readonly session: AuthorisedSession;
  readonly #surroundings: ViewerSurroundings;
  readonly #log: Logger;
  readonly #viewerEnd: ViewerEnd;
  readonly #slot: Slot;
  readonly #traffic: TrafficTotals = { fromConsole: 0, fromViewer: 0 };
  readonly #closing = new AbortController();
  readonly #closed: Promise<void>;
  #consoleEnd: ConsoleEnd | undefined;
  #target: ConsoleTarget | undefined;
  #phase: ViewerPhase = 'admission';
  #reason: SessionClosedReason | undefined;

  public constructor(
    session: AuthorisedSession,
    socket: WebSocket,
    context: RequestContext,
    surroundings: ViewerSurroundings,
  ) {
    const { id: sessionId, nodeUuid, user, mode } = session.record;
    this.session = session;
    this.#surroundings = surroundings;
    this.#log = surroundings.log.child({
      viewerId: randomUUID(),
      sessionId,
      nodeUuid,
      user,
      mode,
      ...context,
    });
    this.#slot = new Slot(surroundings.store.sessions);
    this.#closed = new Promise((resolve) => {
      this.#closing.signal.addEventListener('abort', () => {
        resolve();
      });
    });
    this.#viewerEnd = new ViewerEnd(socket, surroundings.limits, {
      onViolation: () => {
        this.close('viewer-protocol');
      },
      onSilence: (isListenedTo) => {
        // It is paused because the console takes nothing any more.
        this.close(isListenedTo ? 'viewer-lost' : 'console-timeout');
      },
    });
    void this.#viewerEnd.ended.then(() => {
      this.close('viewer-left');
    });
  }

  /** The slot to renew; undefined while none is held. */
  public get slotId(): string | undefined {
    return this.#slot.viewerId;
  }

  /** Serves the viewer until it is closed. Resolves, and never rejects, when nothing of it is left. */
  public async run(): Promise<void> {
    const { clock, limits, metrics } = this.#surroundings;
    const startedAtMs = clock.monotonicMs();
    metrics.sessionOpened();
    this.#log.info({ event: 'session-opened' }, 'A viewer was admitted');
    try {
      const admission = await this.#within(limits.negotiationTimeoutMs, (signal) => this.#admit(signal));
      const { handshakeTimeoutMs = limits.negotiationTimeoutMs } = admission.protocol;
      this.#relay(await this.#within(handshakeTimeoutMs, (signal) => this.#connect(admission, signal)));
    } catch (error) {
      this.#fail(error);
    }
    await this.#closed;
    await this.#release();
    const reason = this.#reason ?? 'internal';
    metrics.sessionClosed(reason);
    this.#log.info(
      {
        event: 'session-closed',
        reason,
        phase: this.#phase,
        durationMs: Math.round(clock.monotonicMs() - startedAtMs),
        bytesFromConsole: this.#traffic.fromConsole,
        bytesFromViewer: this.#traffic.fromViewer,
      },
      'A viewer was closed',
    );
  }

  /** Ends both sides, now. Only the first reason counts. */
  public close(reason: SessionClosedReason, cause?: unknown): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    if (cause !== undefined) this.#log.warn({ reason, phase: this.#phase, err: cause }, 'A viewer failed');
    this.#consoleEnd?.destroy();
    this.#viewerEnd.close(SESSION_CLOSED_REASONS[reason]);
    this.#closing.abort();
  }

  #within<T>(timeoutMs: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return Deadline.after(timeoutMs, this.#surroundings.clock).run(
      'The negotiation',
      work,
      this.#closing.signal,
    );
  }

  /** From the session to the right to dial. */
  async #admit(signal: AbortSignal): Promise<Admission> {
    const { store, proxyId, limits, allowedSecurity } = this.#surroundings;
    const { record } = this.session;
    const target = await store.sessions.target(record);
    if (target === null) throw new SessionRejectedError();
    this.#target = target;
    const protocol = chooseProtocol(target.connection, record, allowedSecurity);
    // A viewer that left meanwhile has released its slot already.
    signal.throwIfAborted();
    await this.#slot.take(record, protocol.slots, proxyId, limits.slotLeaseMs);
    return { protocol, address: target.address };
  }

  /** From the right to dial to two ends that have shaken hands. */
  async #connect({ protocol, address }: Admission, signal: AbortSignal): Promise<ConnectedConsole> {
    const { limits, consoleTls } = this.#surroundings;
    return await protocol.connect({
      viewer: this.#viewerEnd,
      address,
      limits,
      tls: consoleTls,
      signal,
      onPhase: (phase) => {
        this.#phase = phase;
        // The console's handshake is over: its leaving is the session's end now, and no longer an error of the handshake.
        if (phase === 'viewer-handshake' || phase === 'relaying') this.#closeWithConsole();
      },
      onDialled: (console) => {
        this.#consoleEnd = console;
        // Whoever closed between the connect and now had no console to destroy.
        if (signal.aborted) console.destroy();
      },
    });
  }

  #closeWithConsole(): void {
    const console = this.#consoleEnd;
    void console?.ended.then(() => {
      this.close('console-ended', console.endCause);
    });
  }

  #relay(connected: ConnectedConsole): void {
    if (this.#closing.signal.aborted) return;
    this.#phase = 'relaying';
    relay({
      ...connected,
      viewer: this.#viewerEnd,
      traffic: [this.#traffic, this.#surroundings.metrics.traffic],
      limits: this.#surroundings.limits,
      close: (reason, cause) => {
        this.close(reason, cause);
      },
    });
  }

  #fail(error: unknown): void {
    if (this.#reason !== undefined) return;
    const reason = failureReasonOf(error, this.#phase);
    this.close(reason, error);
    const loss = lossReasonOf(reason);
    if (this.#target === undefined || loss === undefined) return;
    const { nodeUuid, generation } = this.#target;
    this.#surroundings.store.publish({ type: 'lost', nodeUuid, generation, reason: loss });
  }

  /** The BMC's slot is free once its connection is gone, and not before. */
  async #release(): Promise<void> {
    const { sessions } = this.#surroundings.store;
    try {
      await this.#consoleEnd?.released;
      await this.#slot.release();
      if (this.session.isOneTime) await sessions.revoke(this.session.record.id);
    } catch (error) {
      this.#log.error({ err: error }, 'A slot was not given back; its lease will end it');
    }
    await this.#viewerEnd.ended;
  }
}
