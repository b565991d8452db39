import { randomBytes } from 'node:crypto';

import { systemClock, type Clock } from '@ironbridge/common';

/** Sessions at a time. */
export const MAX_REDFISH_SESSIONS = 8;

/** Idle time after which a session ends, in seconds. */
export const REDFISH_SESSION_TIMEOUT_S = 1800;

export interface RedfishSession {
  readonly id: string;
  readonly username: string;
  readonly token: string;
}

interface TimedSession extends RedfishSession {
  lastUsedMs: number;
}

/** The logins of a simulated iDRAC, limited in number and in idle time. */
export class RedfishSessions {
  readonly #byToken = new Map<string, TimedSession>();
  readonly #clock: Clock;
  #nextId = 1;

  public constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  public get all(): readonly RedfishSession[] {
    this.#expire();
    return [...this.#byToken.values()];
  }

  /** A new session, or undefined where all are in use. */
  public create(username: string): RedfishSession | undefined {
    this.#expire();
    if (this.#byToken.size >= MAX_REDFISH_SESSIONS) return undefined;
    const session: TimedSession = {
      id: String(this.#nextId),
      username,
      token: randomBytes(16).toString('hex'),
      lastUsedMs: this.#clock.monotonicMs(),
    };
    this.#nextId += 1;
    this.#byToken.set(session.token, session);
    return session;
  }

  /** True where the token is of a live session, whose idle time then starts again. */
  public use(token: string): boolean {
    this.#expire();
    const session = this.#byToken.get(token);
    if (session === undefined) return false;
    session.lastUsedMs = this.#clock.monotonicMs();
    return true;
  }

  /** True where there was such a session. */
  public delete(id: string): boolean {
    const session = [...this.#byToken.values()].find((candidate) => candidate.id === id);
    return session !== undefined && this.#byToken.delete(session.token);
  }

  /** Ends the session of a token, if there is one. */
  public end(token: string): void {
    this.#byToken.delete(token);
  }

  /** Ends all, as a restart does. */
  public clear(): void {
    this.#byToken.clear();
  }

  #expire(): void {
    const oldestMs = this.#clock.monotonicMs() - REDFISH_SESSION_TIMEOUT_S * 1000;
    for (const session of this.#byToken.values()) {
      if (session.lastUsedMs < oldestMs) this.#byToken.delete(session.token);
    }
  }
}
