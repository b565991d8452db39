/**
 * First bytes of the client messages whose length is known here.
 *
 * @see RFC 6143 section 7.5; the extensions are in the community's rfbproto
 */
export const MESSAGE_TYPES = {
  setPixelFormat: 0,
  setEncodings: 2,
  framebufferUpdateRequest: 3,
  keyEvent: 4,
  pointerEvent: 5,
  clientCutText: 6,
  enableContinuousUpdates: 150,
  clientFence: 248,
  xvp: 250,
  setDesktopSize: 251,
  gii: 253,
  qemu: 255,
} as const;

/** Second byte of a message of QEMU's. */
export const QEMU_MESSAGES = { extendedKeyEvent: 0, audio: 1 } as const;

/** A client message whose end can be found. */
export type ClientMessageType =
  | 'set-pixel-format'
  | 'set-encodings'
  | 'framebuffer-update-request'
  | 'key-event'
  | 'pointer-event'
  | 'client-cut-text'
  | 'enable-continuous-updates'
  | 'client-fence'
  | 'xvp'
  | 'set-desktop-size'
  | 'gii'
  | 'qemu-extended-key-event'
  | 'qemu-audio';
