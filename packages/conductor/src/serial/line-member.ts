import type { HubHello, HubStatus } from '@ironbridge/serial';

/** Somebody who sees a line, and may type where the mode says so. */
export interface LineMember {
  readonly mode: HubHello['mode'];
  /** Shown to the others. */
  readonly user: string;
  /** Output of the line. Never waits: a member that does not keep up leaves. */
  send(bytes: Uint8Array): void;
  tell(status: HubStatus): void;
  /** Stops and resumes what is typed, while the line takes nothing. */
  pause(): void;
  resume(): void;
  /** Ends the member's connection. */
  close(): void;
}
