/** Deadlines of driver calls, in milliseconds. */
export interface ConductorTimeouts {
  /** `[conductor] console_start_timeout`: a start with all its retries. */
  readonly startTimeoutMs: number;
  /** `[conductor] console_stop_timeout`: one attempt to stop. */
  readonly stopTimeoutMs: number;
}

export const DEFAULT_CONDUCTOR_TIMEOUTS: ConductorTimeouts = {
  startTimeoutMs: 60_000,
  stopTimeoutMs: 30_000,
};
