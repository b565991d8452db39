import { RfbProtocolError } from './errors.js';
import { DEFAULT_CLIENT_MESSAGE_LIMITS, type ClientMessageLimits } from './client-message-limits.js';
import type { ClientMessageType } from './client-message-types.js';
import { readEncodings } from './decode-client-message.js';
import { encodeClientInit, encodeSetEncodings } from './encode-client-message.js';
import { ENCODINGS } from './encodings.js';
import { measureClientMessage } from './measure-client-message.js';

/** What a {@link ClientMessageParser} is to let through. */
export interface ClientMessageParserOptions {
  /** True where the viewer may look and not touch. Default: false */
  readonly readOnly?: boolean;
  /** True to ask the server, whatever the viewer says, to keep its other viewers. Default: true */
  readonly forceShared?: boolean;
  /**
   * What becomes of a message whose end cannot be found: `raw` passes it, and all that follows, unparsed; `close` throws.
   * A read-only viewer always gets `close`. Default: `raw`
   */
  readonly unknownMessages?: 'raw' | 'close';
  /** Rewrites each list of encodings, for servers that fail on those they do not know. Default: as the viewer sent it */
  readonly encodings?: (list: readonly number[]) => readonly number[];
  /** More bits per pixel are asked of no server that fails on them: SetPixelFormat with more throws. Default: any */
  readonly maxBitsPerPixel?: number;
  /** Each limit not given is that of {@link DEFAULT_CLIENT_MESSAGE_LIMITS}. */
  readonly limits?: Partial<ClientMessageLimits>;
}

/** What is to be done with the next bytes of a viewer. */
export interface ParsedClientBytes {
  /** `drop` where the viewer may not send this. */
  readonly kind: 'forward' | 'drop';
  /** `raw`: bytes after an unknown message, without known borders. */
  readonly type: 'client-init' | ClientMessageType | 'raw';
  /** The bytes to forward, one whole message unless `raw`; where dropped, what the viewer sent. `raw` bytes are a part of the chunk itself. */
  readonly bytes: Uint8Array;
}

/** Messages that a viewer needs in order to see, and that change nothing on the server's screen. */
const READ_ONLY_TYPES: ReadonlySet<ClientMessageType> = new Set([
  'set-pixel-format',
  'set-encodings',
  'framebuffer-update-request',
  'enable-continuous-updates',
  'client-fence',
]);

/**
 * Extensions of a read-only viewer pass only after the list of encodings, as forwarded, announced them. A server that
 * was never told of one may take its bytes for something else, such as keys.
 */
const ANNOUNCED_BY: ReadonlyMap<ClientMessageType, number> = new Map([
  ['enable-continuous-updates', ENCODINGS.continuousUpdates],
  ['client-fence', ENCODINGS.fence],
]);

/** The pixel format begins with it, behind the message's type and three bytes of padding. */
const BITS_PER_PIXEL_OFFSET = 4;

/**
 * Cuts what a viewer sends after the security handshake, from ClientInit on, into messages, and says of each whether the
 * server gets it. It holds back less than one message. The output is the same however the input is cut.
 *
 * @see RFC 6143 section 7.3.1 and 7.5
 */
export class ClientMessageParser {
  readonly #isReadOnly: boolean;
  readonly #forcesShared: boolean;
  readonly #closesOnUnknown: boolean;
  readonly #filterEncodings: ((list: readonly number[]) => readonly number[]) | undefined;
  readonly #maxBitsPerPixel: number;
  readonly #limits: ClientMessageLimits;
  #mode: 'client-init' | 'messages' | 'raw' = 'client-init';
  #announced: ReadonlySet<number> = new Set();
  #message: Buffer = Buffer.alloc(1);
  #filled = 0;
  #failure: RfbProtocolError | undefined;

  public constructor(options: ClientMessageParserOptions = {}) {
    this.#isReadOnly = options.readOnly ?? false;
    this.#forcesShared = options.forceShared ?? true;
    this.#closesOnUnknown = this.#isReadOnly || options.unknownMessages === 'close';
    this.#filterEncodings = options.encodings;
    this.#maxBitsPerPixel = options.maxBitsPerPixel ?? Infinity;
    this.#limits = { ...DEFAULT_CLIENT_MESSAGE_LIMITS, ...options.limits };
  }

  /** `raw` after an unknown message: the rest of the session passes unparsed. */
  public get mode(): 'parsed' | 'raw' {
    return this.#mode === 'raw' ? 'raw' : 'parsed';
  }

  /** Bytes held back until their message is whole; less than `maxMessageBytes`. */
  public get bufferedBytes(): number {
    return this.#filled;
  }

  /**
   * Takes what the viewer sent. After an error, every call throws that error again.
   *
   * @throws RfbProtocolError `ERR_RFB_LIMIT`, `ERR_RFB_UNKNOWN_MESSAGE`, `ERR_RFB_PIXEL_FORMAT`; close the session, and forward nothing of `chunk`
   */
  public push(chunk: Uint8Array): ParsedClientBytes[] {
    if (this.#failure !== undefined) throw this.#failure;
    try {
      return this.#parse(chunk);
    } catch (error) {
      if (error instanceof RfbProtocolError) this.#failure = error;
      throw error;
    }
  }

  #parse(chunk: Uint8Array): ParsedClientBytes[] {
    const parsed: ParsedClientBytes[] = [];
    let offset = 0;
    while (offset < chunk.length && this.#mode !== 'raw') {
      offset += this.#fill(chunk.subarray(offset));
      const message = this.#takeWhole();
      if (message !== undefined) parsed.push(message);
    }
    if (offset < chunk.length) parsed.push({ kind: 'forward', type: 'raw', bytes: chunk.subarray(offset) });
    return parsed;
  }

  /** Takes no more than what is known to belong to the message; returns how much that was. */
  #fill(bytes: Uint8Array): number {
    const part = bytes.subarray(0, this.#message.length - this.#filled);
    this.#message.set(part, this.#filled);
    this.#filled += part.length;
    return part.length;
  }

  /** The decision about the message, once all of it has come. */
  #takeWhole(): ParsedClientBytes | undefined {
    if (this.#filled < this.#message.length) return undefined;
    if (this.#mode === 'client-init') return this.#decideClientInit(this.#reset());
    const hasExtendedMouseButtons = this.#announced.has(ENCODINGS.extendedMouseButtons);
    const { type, length } = measureClientMessage(this.#message, {
      ...this.#limits,
      hasExtendedMouseButtons,
    });
    if (length > this.#filled) {
      this.#message = Buffer.concat([this.#message], length);
      return undefined;
    }
    return type === 'unknown' ? this.#decideUnknown(this.#reset()) : this.#decide(type, this.#reset());
  }

  #reset(): Buffer {
    const message = this.#message;
    this.#message = Buffer.alloc(1);
    this.#filled = 0;
    return message;
  }

  #decideClientInit(bytes: Buffer): ParsedClientBytes {
    this.#mode = 'messages';
    return {
      kind: 'forward',
      type: 'client-init',
      bytes: this.#forcesShared ? encodeClientInit(true) : bytes,
    };
  }

  #decideUnknown(bytes: Buffer): ParsedClientBytes {
    if (this.#closesOnUnknown) {
      throw new RfbProtocolError(
        'ERR_RFB_UNKNOWN_MESSAGE',
        `The viewer sent a message of unknown type ${String(bytes.readUInt8(0))}, which cannot be skipped`,
      );
    }
    this.#mode = 'raw';
    return { kind: 'forward', type: 'raw', bytes };
  }

  #decide(type: ClientMessageType, bytes: Buffer): ParsedClientBytes {
    if (type === 'set-encodings') return { kind: 'forward', type, bytes: this.#rewriteEncodings(bytes) };
    if (type === 'set-pixel-format') this.#assertPixelFormat(bytes.readUInt8(BITS_PER_PIXEL_OFFSET));
    return { kind: this.#isAllowed(type) ? 'forward' : 'drop', type, bytes };
  }

  #isAllowed(type: ClientMessageType): boolean {
    if (!this.#isReadOnly) return true;
    const announcement = ANNOUNCED_BY.get(type);
    return READ_ONLY_TYPES.has(type) && (announcement === undefined || this.#announced.has(announcement));
  }

  #assertPixelFormat(bitsPerPixel: number): void {
    if (bitsPerPixel > this.#maxBitsPerPixel) {
      throw new RfbProtocolError(
        'ERR_RFB_PIXEL_FORMAT',
        `The viewer asks for ${String(bitsPerPixel)} bits per pixel, and the server fails above ${String(this.#maxBitsPerPixel)}`,
      );
    }
  }

  /** A list that the filter leaves alone passes byte for byte. */
  #rewriteEncodings(bytes: Buffer): Buffer {
    const sent = readEncodings(bytes);
    const wanted = this.#filterEncodings?.(sent) ?? sent;
    this.#announced = new Set(wanted);
    const isUnchanged =
      wanted.length === sent.length && wanted.every((encoding, index) => encoding === sent[index]);
    return isUnchanged ? bytes : encodeSetEncodings(wanted);
  }
}
