import type { Socket } from 'node:net';

import type { VncSettings } from './vnc-settings.js';

/** What is behind the VNC port. */
export interface VncBackend {
  /** Takes over settings that are about to come into force. Where it throws, the old ones stay. */
  apply(settings: VncSettings): Promise<void>;
  /** Serves one viewer until its socket closes. */
  serve(viewer: Socket, settings: VncSettings): void;
  /** Ends what it started on its own; viewers are closed by whoever accepted them. */
  close(): void;
}
