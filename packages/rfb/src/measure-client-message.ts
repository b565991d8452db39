import { RfbProtocolError } from './errors.js';
import { MAX_FENCE_PAYLOAD_BYTES, type ClientMessageLimits } from './client-message-limits.js';
import { MESSAGE_TYPES, QEMU_MESSAGES, type ClientMessageType } from './client-message-types.js';

/** What the first bytes of a message tell. */
export interface ClientMessageMeasure {
  /** `unknown` where the end of such a message cannot be found. */
  readonly type: ClientMessageType | 'unknown';
  /**
   * Bytes needed to complete the message, or at least to tell more. The message is whole when this is the length of the
   * bytes that were measured.
   */
  readonly length: number;
}

/** What the meaning of the bytes depends on. */
export interface ClientMessageRules extends ClientMessageLimits {
  /** True once the viewer announced ExtendedMouseButtons: bit 7 of a pointer's mask then says that one byte more follows. */
  readonly hasExtendedMouseButtons: boolean;
}

const POINTER_EVENT_BYTES = 6;
const EXTENDED_POINTER_BIT = 0x80;
const GII_BIG_ENDIAN_BIT = 0x80;
const SCREEN_BYTES = 16;
const QEMU_AUDIO_OPERATIONS = [4, 4, 10];

/**
 * Finds the end of the client message that `bytes`, of which there is at least one, begins with. No length is believed
 * before it was compared with its limit.
 *
 * @throws RfbProtocolError `ERR_RFB_LIMIT`
 * @see RFC 6143 section 7.5
 */
export function measureClientMessage(bytes: Buffer, rules: ClientMessageRules): ClientMessageMeasure {
  const measure = measureByType(bytes, rules);
  assertWithin(measure.length, rules.maxMessageBytes, 'bytes in a message');
  return measure;
}

function measureByType(bytes: Buffer, rules: ClientMessageRules): ClientMessageMeasure {
  switch (bytes.readUInt8(0)) {
    case MESSAGE_TYPES.setPixelFormat:
      return { type: 'set-pixel-format', length: 20 };
    case MESSAGE_TYPES.setEncodings:
      return { type: 'set-encodings', length: setEncodingsLength(bytes, rules.maxEncodings) };
    case MESSAGE_TYPES.framebufferUpdateRequest:
      return { type: 'framebuffer-update-request', length: 10 };
    case MESSAGE_TYPES.keyEvent:
      return { type: 'key-event', length: 8 };
    case MESSAGE_TYPES.pointerEvent:
      return { type: 'pointer-event', length: pointerEventLength(bytes, rules.hasExtendedMouseButtons) };
    case MESSAGE_TYPES.clientCutText:
      return { type: 'client-cut-text', length: cutTextLength(bytes, rules.maxCutTextBytes) };
    case MESSAGE_TYPES.enableContinuousUpdates:
      return { type: 'enable-continuous-updates', length: 10 };
    case MESSAGE_TYPES.clientFence:
      return { type: 'client-fence', length: fenceLength(bytes) };
    case MESSAGE_TYPES.xvp:
      return { type: 'xvp', length: 4 };
    case MESSAGE_TYPES.setDesktopSize:
      return { type: 'set-desktop-size', length: setDesktopSizeLength(bytes) };
    case MESSAGE_TYPES.gii:
      return { type: 'gii', length: giiLength(bytes) };
    case MESSAGE_TYPES.qemu:
      return measureQemu(bytes);
    default:
      return { type: 'unknown', length: bytes.length };
  }
}

function setEncodingsLength(bytes: Buffer, maxEncodings: number): number {
  const head = 4;
  if (bytes.length < head) return head;
  const count = bytes.readUInt16BE(2);
  assertWithin(count, maxEncodings, 'encodings in SetEncodings');
  return head + count * 4;
}

function pointerEventLength(bytes: Buffer, hasExtendedMouseButtons: boolean): number {
  if (bytes.length < POINTER_EVENT_BYTES) return POINTER_EVENT_BYTES;
  const isExtended = hasExtendedMouseButtons && (bytes.readUInt8(1) & EXTENDED_POINTER_BIT) !== 0;
  return isExtended ? POINTER_EVENT_BYTES + 1 : POINTER_EVENT_BYTES;
}

/** A negative length marks the extended clipboard; its absolute value is the length. */
function cutTextLength(bytes: Buffer, maxCutTextBytes: number): number {
  const head = 8;
  if (bytes.length < head) return head;
  const length = Math.abs(bytes.readInt32BE(4));
  assertWithin(length, maxCutTextBytes, 'bytes of cut text');
  return head + length;
}

function fenceLength(bytes: Buffer): number {
  const head = 9;
  if (bytes.length < head) return head;
  const length = bytes.readUInt8(8);
  assertWithin(length, MAX_FENCE_PAYLOAD_BYTES, 'bytes in a fence');
  return head + length;
}

function setDesktopSizeLength(bytes: Buffer): number {
  const head = 8;
  return bytes.length < head ? head : head + bytes.readUInt8(6) * SCREEN_BYTES;
}

/** Its second byte tells the byte order of its own length. */
function giiLength(bytes: Buffer): number {
  const head = 4;
  if (bytes.length < head) return head;
  const isBigEndian = (bytes.readUInt8(1) & GII_BIG_ENDIAN_BIT) !== 0;
  return head + (isBigEndian ? bytes.readUInt16BE(2) : bytes.readUInt16LE(2));
}

function measureQemu(bytes: Buffer): ClientMessageMeasure {
  const head = 2;
  if (bytes.length < head) return { type: 'qemu-extended-key-event', length: head };
  switch (bytes.readUInt8(1)) {
    case QEMU_MESSAGES.extendedKeyEvent:
      return { type: 'qemu-extended-key-event', length: 12 };
    case QEMU_MESSAGES.audio:
      return measureQemuAudio(bytes);
    default:
      return { type: 'unknown', length: bytes.length };
  }
}

function measureQemuAudio(bytes: Buffer): ClientMessageMeasure {
  const head = 4;
  if (bytes.length < head) return { type: 'qemu-audio', length: head };
  const length = QEMU_AUDIO_OPERATIONS[bytes.readUInt16BE(2)];
  return length === undefined ? { type: 'unknown', length: bytes.length } : { type: 'qemu-audio', length };
}

function assertWithin(value: number, max: number, what: string): void {
  if (value > max)
    throw new RfbProtocolError(
      'ERR_RFB_LIMIT',
      `The viewer sends ${String(value)} ${what}; at most ${String(max)} are allowed`,
    );
}
