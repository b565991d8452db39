import type { VncSettings } from './vnc-settings.js';

/** Tells a real VNC server about new settings; throws where it did not take them. */
export type VncHook = (settings: VncSettings, signal: AbortSignal) => Promise<void>;
