/**
 * What goes wrong on purpose, over Redfish and WS-Man alike. Every switch can be changed while the simulator runs. A number
 * of requests counts down as they come; `Infinity` means all, until it is set to 0.
 */
export interface IdracFaults {
  /** Requests are accepted and never answered. */
  hang: boolean;
  /** How many of the next requests lose their connection before they are looked at. */
  resetRequests: number;
  /** Milliseconds before every answer. */
  slowMs: number;
  /** An origin, such as `http://127.0.0.1:8080`: every request is answered 302 to the same path there. */
  redirectTo: string | undefined;
  /** How many of the next requests are answered 503 with Retry-After. */
  unavailableRequests: number;
  /** How many of the next requests are answered with SYS518, "not ready". */
  sys518Requests: number;
  /** The n-th request from now is answered 401, whatever its credentials, and its Redfish session ends; 0: none. */
  unauthorizedAtRequest: number;
  /** How many of the next changes of settings are made, and the connection is cut instead of an answer. */
  lostReplies: number;
  /** How many of the next answers with a body end in its middle, and the connection with them. */
  truncatedReplies: number;
  /** Milliseconds for which the iDRAC restarts after the next change of settings, before it answers; 0: it does not. */
  rebootAtChangeMs: number;
  /** A password is not applied; other attributes are. Redfish says so with 200 and SYS474, WS-Man in ReturnValue or in how the job ended. */
  passwordPolicy: boolean;
  /** The Lifecycle Controller says that it is not ready. WS-Man only. */
  lifecycleControllerNotReady: boolean;
  /** All VNC sessions are taken by others: ActiveSessions says so, and new connections are closed at once. */
  slotsTaken: boolean;
}

/** Switches for faults, all off but those given. */
export function createFaults(initial: Partial<IdracFaults> = {}): IdracFaults {
  return {
    hang: false,
    resetRequests: 0,
    slowMs: 0,
    redirectTo: undefined,
    unavailableRequests: 0,
    sys518Requests: 0,
    unauthorizedAtRequest: 0,
    lostReplies: 0,
    truncatedReplies: 0,
    rebootAtChangeMs: 0,
    passwordPolicy: false,
    lifecycleControllerNotReady: false,
    slotsTaken: false,
    ...initial,
  };
}
