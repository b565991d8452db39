/** What goes wrong on purpose. Every switch can be changed while the simulator runs. */
export interface IdracFaults {
  /** Requests are accepted and never answered. */
  hang: boolean;
  /** How many of the next requests are answered 503 with Retry-After; `Infinity`: all, until this is set to 0. */
  unavailableRequests: number;
  /** How many of the next requests are answered with SYS518, "not ready"; `Infinity`: all, until this is set to 0. */
  sys518Requests: number;
  /** A password is answered with 200 and the warning SYS474, and not applied; other attributes are. */
  passwordPolicy: boolean;
  /** All VNC sessions are taken by others: ActiveSessions says so, and new connections are closed at once. */
  slotsTaken: boolean;
  /** An origin, such as `http://127.0.0.1:8080`: every request is answered 302 to the same path there. */
  redirectTo: string | undefined;
  /** Milliseconds before every answer. */
  slowMs: number;
}

/** Switches for faults, all off but those given. */
export function createFaults(initial: Partial<IdracFaults> = {}): IdracFaults {
  return {
    hang: false,
    unavailableRequests: 0,
    sys518Requests: 0,
    passwordPolicy: false,
    slotsTaken: false,
    redirectTo: undefined,
    slowMs: 0,
    ...initial,
  };
}
