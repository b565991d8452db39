import type RFB from '@novnc/novnc';

/**
 * Makes noVNC ask the server for 8 bits per pixel, as it does by itself for a desktop of Intel AMT and for no other. It
 * decides between ServerInit and its first messages, and offers no way to say; the name is that of noVNC 1.7.0, which is
 * pinned, and a test in the browser sees what is asked for.
 *
 * @see RFC 6143 section 7.5.1, SetPixelFormat
 */
export function limitColourDepth(rfb: RFB): void {
  Object.defineProperty(rfb, '_fbDepth', { get: () => 8, set: () => undefined });
}
