import type { SessionRecord } from '@ironbridge/store';

/**
 * The right of a viewer to a console. It outlives connections: each WebSocket that is opened with it is a viewer of its
 * own.
 */
export interface AuthorisedSession {
  /** With the mode that is enforced here. */
  readonly record: SessionRecord;
  /** By which the session is looked up again while a viewer is open. */
  readonly keyHash: string;
  /** True where nobody holds the key: the session ends with its one viewer. */
  readonly isOneTime: boolean;
}
