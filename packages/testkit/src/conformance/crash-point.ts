/** The moment at which a host dies: at the request or save of its own that has this number, 1 being the first. */
export interface CrashPoint {
  readonly at: 'before request' | 'before save' | 'after save';
  readonly number: number;
}

/** No interface needs more steps than this; one that does is counted as never done. */
export const MAX_CRASH_POINTS = 200;
