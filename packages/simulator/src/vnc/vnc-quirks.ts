/** What the VNC servers of old iDRACs are known for. */
export interface VncQuirks {
  /** A viewer that offers an encoding which the server does not know gets no picture. */
  readonly isDumbToUnknownEncodings?: boolean;
  /** A viewer that asks for 32 bits per pixel is dropped. */
  readonly dropsAt32Bpp?: boolean;
  /** Its own pixels have 16 bits, five for each colour. */
  readonly isRgb555?: boolean;
  /** Milliseconds before each message of the handshake; real ones take 5000 to 12000. */
  readonly handshakeDelayMs?: number;
}

/** Those of an iDRAC8, but for its slowness. */
export const IDRAC8_QUIRKS: VncQuirks = {
  isDumbToUnknownEncodings: true,
  dropsAt32Bpp: true,
  isRgb555: true,
};

/** Raw, CopyRect, RRE, Hextile and DesktopSize: all that such a server knows. */
export const KNOWN_ENCODINGS: ReadonlySet<number> = new Set([0, 1, 2, 5, -223]);
