import { MESSAGE_TYPES } from './client-message-types.js';
import { encodePixelFormat, type PixelFormat } from './pixel-format.js';

/** A part of the screen that a viewer asks for. */
export interface UpdateRequest {
  /** False to get all of it, true to get what changed. */
  readonly isIncremental: boolean;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * ClientInit as sent; `isShared` false asks the server to disconnect all other viewers.
 *
 * @see RFC 6143 section 7.3.1
 */
export function encodeClientInit(isShared: boolean): Buffer {
  return Buffer.of(isShared ? 1 : 0);
}

/** @see RFC 6143 section 7.5.1 */
export function encodeSetPixelFormat(format: PixelFormat): Buffer {
  return Buffer.concat([Buffer.of(MESSAGE_TYPES.setPixelFormat, 0, 0, 0), encodePixelFormat(format)]);
}

/**
 * SetEncodings as sent; `encodings` are signed, and the one most wanted comes first.
 *
 * @see RFC 6143 section 7.5.2
 */
export function encodeSetEncodings(encodings: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 + encodings.length * 4);
  bytes.writeUInt8(MESSAGE_TYPES.setEncodings, 0);
  bytes.writeUInt16BE(encodings.length, 2);
  for (const [index, encoding] of encodings.entries()) bytes.writeInt32BE(encoding, 4 + index * 4);
  return bytes;
}

/** @see RFC 6143 section 7.5.3 */
export function encodeFramebufferUpdateRequest({
  isIncremental,
  x,
  y,
  width,
  height,
}: UpdateRequest): Buffer {
  const bytes = Buffer.alloc(10);
  bytes.writeUInt8(MESSAGE_TYPES.framebufferUpdateRequest, 0);
  bytes.writeUInt8(isIncremental ? 1 : 0, 1);
  bytes.writeUInt16BE(x, 2);
  bytes.writeUInt16BE(y, 4);
  bytes.writeUInt16BE(width, 6);
  bytes.writeUInt16BE(height, 8);
  return bytes;
}

/**
 * KeyEvent as sent; `keysym` is X11's.
 *
 * @see RFC 6143 section 7.5.4
 */
export function encodeKeyEvent(keysym: number, isDown: boolean): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt8(MESSAGE_TYPES.keyEvent, 0);
  bytes.writeUInt8(isDown ? 1 : 0, 1);
  bytes.writeUInt32BE(keysym, 4);
  return bytes;
}

/**
 * PointerEvent as sent; bit 0 of `buttons` is the left one, and there are eight.
 *
 * @see RFC 6143 section 7.5.5
 */
export function encodePointerEvent(x: number, y: number, buttons: number): Buffer {
  const bytes = Buffer.alloc(6);
  bytes.writeUInt8(MESSAGE_TYPES.pointerEvent, 0);
  bytes.writeUInt8(buttons, 1);
  bytes.writeUInt16BE(x, 2);
  bytes.writeUInt16BE(y, 4);
  return bytes;
}

/**
 * ClientCutText as sent. The format has Latin-1 only; any other character becomes `?`.
 *
 * @see RFC 6143 section 7.5.6
 */
export function encodeClientCutText(text: string): Buffer {
  const latin1 = Array.from(text, (character) => (character <= '\u00ff' ? character : '?')).join('');
  const body = Buffer.from(latin1, 'latin1');
  const bytes = Buffer.alloc(8 + body.length);
  bytes.writeUInt8(MESSAGE_TYPES.clientCutText, 0);
  bytes.writeInt32BE(body.length, 4);
  bytes.set(body, 8);
  return bytes;
}
