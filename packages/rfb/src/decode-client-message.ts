import { DEFAULT_CLIENT_MESSAGE_LIMITS, type ClientMessageLimits } from './client-message-limits.js';
import type { ClientMessageType } from './client-message-types.js';
import type { UpdateRequest } from './encode-client-message.js';
import { RfbProtocolError } from './errors.js';
import { measureClientMessage } from './measure-client-message.js';
import { decodePixelFormat, type PixelFormat } from './pixel-format.js';

/** Messages that are recognised and bounded, and whose fields nothing here needs. */
export type OpaqueMessageType = Exclude<
  ClientMessageType,
  | 'set-pixel-format'
  | 'set-encodings'
  | 'framebuffer-update-request'
  | 'key-event'
  | 'pointer-event'
  | 'client-cut-text'
>;

/** A client message with its fields. */
export type ClientMessage =
  | { readonly type: 'set-pixel-format'; readonly pixelFormat: PixelFormat }
  /** Signed, and the one most wanted comes first. */
  | { readonly type: 'set-encodings'; readonly encodings: readonly number[] }
  | ({ readonly type: 'framebuffer-update-request' } & UpdateRequest)
  /** `keysym` is X11's. */
  | { readonly type: 'key-event'; readonly keysym: number; readonly isDown: boolean }
  /** Bit 0 of `buttons` is the left one; the extended form has more than eight. */
  | { readonly type: 'pointer-event'; readonly x: number; readonly y: number; readonly buttons: number }
  | { readonly type: 'client-cut-text'; readonly text: string }
  /** Flags and compressed text, as they came. */
  | { readonly type: 'extended-clipboard'; readonly payload: Uint8Array }
  /** The whole message, as it came. */
  | { readonly type: OpaqueMessageType; readonly bytes: Uint8Array };

const POINTER_EVENT_BYTES = 6;

/**
 * Reads one whole client message, as a `ClientMessageParser` gives them.
 *
 * @throws RfbProtocolError `ERR_RFB_MALFORMED` where it is not one whole message, `ERR_RFB_LIMIT`,
 *   `ERR_RFB_UNKNOWN_MESSAGE`
 * @see RFC 6143 section 7.5
 */
export function decodeClientMessage(
  message: Uint8Array,
  limits: ClientMessageLimits = DEFAULT_CLIENT_MESSAGE_LIMITS,
): ClientMessage {
  const bytes = Buffer.from(message.buffer, message.byteOffset, message.length);
  const type = typeOfWhole(bytes, limits);
  switch (type) {
    case 'set-pixel-format':
      return { type, pixelFormat: decodePixelFormat(bytes.subarray(4)) };
    case 'set-encodings':
      return { type, encodings: readEncodings(bytes) };
    case 'framebuffer-update-request':
      return { type, ...readUpdateRequest(bytes) };
    case 'key-event':
      return { type, keysym: bytes.readUInt32BE(4), isDown: bytes.readUInt8(1) !== 0 };
    case 'pointer-event':
      return { type, x: bytes.readUInt16BE(2), y: bytes.readUInt16BE(4), buttons: readButtons(bytes) };
    case 'client-cut-text':
      return readCutText(bytes);
    case 'enable-continuous-updates':
    case 'client-fence':
    case 'xvp':
    case 'set-desktop-size':
    case 'gii':
    case 'qemu-extended-key-event':
    case 'qemu-audio':
      return { type, bytes };
  }
}

/** The list of a whole SetEncodings. */
export function readEncodings(message: Buffer): number[] {
  return Array.from({ length: message.readUInt16BE(2) }, (_, index) => message.readInt32BE(4 + index * 4));
}

function typeOfWhole(bytes: Buffer, limits: ClientMessageLimits): ClientMessageType {
  if (bytes.length === 0)
    throw new RfbProtocolError('ERR_RFB_MALFORMED', 'A client message has at least one byte');
  const hasExtendedMouseButtons = bytes.length > POINTER_EVENT_BYTES;
  const { type, length } = measureClientMessage(bytes, { ...limits, hasExtendedMouseButtons });
  if (type === 'unknown') {
    throw new RfbProtocolError(
      'ERR_RFB_UNKNOWN_MESSAGE',
      `Client message type ${String(bytes.readUInt8(0))} is not known`,
    );
  }
  if (length !== bytes.length) {
    throw new RfbProtocolError(
      'ERR_RFB_MALFORMED',
      `A ${type} message of ${String(length)} bytes came with ${String(bytes.length)}`,
    );
  }
  return type;
}

function readUpdateRequest(bytes: Buffer): UpdateRequest {
  return {
    isIncremental: bytes.readUInt8(1) !== 0,
    x: bytes.readUInt16BE(2),
    y: bytes.readUInt16BE(4),
    width: bytes.readUInt16BE(6),
    height: bytes.readUInt16BE(8),
  };
}

/** The extended form keeps seven buttons in its second byte and the others in its last. */
function readButtons(bytes: Buffer): number {
  const mask = bytes.readUInt8(1);
  return bytes.length === POINTER_EVENT_BYTES
    ? mask
    : (mask & 0x7f) | (bytes.readUInt8(POINTER_EVENT_BYTES) << 7);
}

function readCutText(bytes: Buffer): ClientMessage {
  const body = bytes.subarray(8);
  return bytes.readInt32BE(4) < 0
    ? { type: 'extended-clipboard', payload: body }
    : { type: 'client-cut-text', text: body.toString('latin1') };
}
