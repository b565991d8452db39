/**
 * Numbers of encodings and pseudo-encodings, as SetEncodings lists them: signed, 32 bits.
 *
 * @see RFC 6143 section 7.7, 7.8, and the registry "RFB Encoding Types" at IANA
 */
export const ENCODINGS = {
  raw: 0,
  copyRect: 1,
  rre: 2,
  hextile: 5,
  tight: 7,
  zrle: 16,
  desktopSize: -223,
  lastRect: -224,
  cursor: -239,
  qemuExtendedKeyEvent: -258,
  qemuAudio: -259,
  tightPng: -260,
  qemuLedState: -261,
  gii: -305,
  desktopName: -307,
  extendedDesktopSize: -308,
  xvp: -309,
  fence: -312,
  continuousUpdates: -313,
  extendedMouseButtons: -316,
  extendedClipboard: -1_063_131_698,
} as const;
