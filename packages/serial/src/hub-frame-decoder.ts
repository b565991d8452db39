import { HubProtocolError } from './errors.js';
import { HUB_FRAME_READERS, HUB_HEADER_BYTES, type HubFrameReader, type HubFrames } from './hub-frames.js';

/**
 * Cuts what one side of a hub connection sends into frames, however the bytes come. It holds back less than one frame, and
 * takes no payload whose length its type does not allow.
 */
export class HubFrameDecoder<Side extends keyof HubFrames> {
  readonly #readers: ReadonlyMap<number, HubFrameReader<HubFrames[Side]>>;
  readonly #header = Buffer.alloc(HUB_HEADER_BYTES);
  #reader: HubFrameReader<HubFrames[Side]> | undefined;
  #payload: Buffer | undefined;
  #filled = 0;
  #failure: HubProtocolError | undefined;

  /** @param sender whose frames these are */
  public constructor(sender: Side) {
    this.#readers = HUB_FRAME_READERS[sender];
  }

  /** Bytes held back until their frame is whole. */
  public get bufferedBytes(): number {
    return this.#filled + (this.#payload === undefined ? 0 : HUB_HEADER_BYTES);
  }

  /**
   * The frames that `chunk` completes. After an error, every call throws that error again.
   *
   * @throws HubProtocolError for a type that this side does not send, a length above its limit, or a payload that is not
   * what its type says; nothing of `chunk` is to be used then
   */
  public push(chunk: Uint8Array): HubFrames[Side][] {
    if (this.#failure !== undefined) throw this.#failure;
    try {
      return this.#decode(chunk);
    } catch (error) {
      if (error instanceof HubProtocolError) this.#failure = error;
      throw error;
    }
  }

  #decode(chunk: Uint8Array): HubFrames[Side][] {
    const frames: HubFrames[Side][] = [];
    let offset = 0;
    for (;;) {
      offset += this.#fill(this.#payload ?? this.#header, chunk.subarray(offset));
      if (this.#payload === undefined) {
        if (this.#filled < HUB_HEADER_BYTES) return frames;
        this.#beginPayload();
      } else if (this.#filled === this.#payload.length) {
        frames.push(this.#endPayload(this.#payload));
      } else {
        return frames;
      }
    }
  }

  #fill(target: Buffer, bytes: Uint8Array): number {
    const part = bytes.subarray(0, target.length - this.#filled);
    target.set(part, this.#filled);
    this.#filled += part.length;
    return part.length;
  }

  #beginPayload(): void {
    const type = this.#header.readUInt8(0);
    const length = this.#header.readUInt32BE(1);
    this.#reader = this.#readers.get(type);
    if (this.#reader === undefined) {
      throw new HubProtocolError(
        `A frame of the serial hub has the type ${type}, which is not to be sent here`,
      );
    }
    if (length > this.#reader.maxBytes) {
      throw new HubProtocolError(
        `A frame of the serial hub has ${length} bytes; its type has at most ${this.#reader.maxBytes}`,
      );
    }
    this.#payload = Buffer.alloc(length);
    this.#filled = 0;
  }

  #endPayload(payload: Buffer): HubFrames[Side] {
    const reader = this.#reader;
    this.#payload = undefined;
    this.#filled = 0;
    if (reader === undefined) throw new HubProtocolError('A frame of the serial hub has no type');
    return reader.decode(payload);
  }
}
