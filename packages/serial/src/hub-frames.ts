import { z } from 'zod';
import { HubProtocolError } from './errors.js';
import {
  HubHelloSchema,
  HubRefusalSchema,
  HubStatusSchema,
  HubWelcomeSchema,
  type HubHello,
  type HubRefusal,
  type HubStatus,
  type HubWelcome,
} from './hub-messages.js';

/** No frame's payload is longer; longer data goes in several frames. */
export const MAX_HUB_PAYLOAD_BYTES = 64 * 1024;

/** Type, then length. */
export const HUB_HEADER_BYTES = 5;

const HELLO = 1;
const WELCOME = 2;
const REFUSED = 3;
const DATA = 4;
const BREAK = 5;
const STATUS = 6;

/** Bytes of the line, in either direction. */
export interface HubData {
  readonly type: 'data';
  readonly bytes: Uint8Array;
}

/** What a client sends: a hello, and then what is typed. */
export type HubClientFrame =
  { readonly type: 'hello'; readonly hello: HubHello } | HubData | { readonly type: 'break' };

/** What a hub sends: a welcome or a refusal, and then the line. */
export type HubServerFrame =
  | { readonly type: 'welcome'; readonly welcome: HubWelcome }
  | { readonly type: 'refused'; readonly refusal: HubRefusal }
  | HubData
  | { readonly type: 'status'; readonly status: HubStatus };

/** What each side sends. */
export interface HubFrames {
  readonly client: HubClientFrame;
  readonly hub: HubServerFrame;
}

function encodePayload(type: number, payload: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(HUB_HEADER_BYTES + payload.length);
  frame.writeUInt8(type, 0);
  frame.writeUInt32BE(payload.length, 1);
  frame.set(payload, HUB_HEADER_BYTES);
  return frame;
}

function encodeJson<S extends z.ZodType>(type: number, schema: S, value: z.output<S>): Buffer {
  return encodePayload(type, Buffer.from(JSON.stringify(z.encode(schema, value))));
}

function encodeData(bytes: Uint8Array): Buffer {
  const frames: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += MAX_HUB_PAYLOAD_BYTES) {
    frames.push(encodePayload(DATA, bytes.subarray(at, at + MAX_HUB_PAYLOAD_BYTES)));
  }
  return frames.length === 1 && frames[0] !== undefined ? frames[0] : Buffer.concat(frames);
}

/** The bytes of a frame; data longer than {@link MAX_HUB_PAYLOAD_BYTES} become several frames, empty data none. */
export function encodeHubFrame(frame: HubClientFrame | HubServerFrame): Buffer {
  switch (frame.type) {
    case 'hello':
      return encodeJson(HELLO, HubHelloSchema, frame.hello);
    case 'welcome':
      return encodeJson(WELCOME, HubWelcomeSchema, frame.welcome);
    case 'refused':
      return encodeJson(REFUSED, HubRefusalSchema, frame.refusal);
    case 'data':
      return encodeData(frame.bytes);
    case 'break':
      return encodePayload(BREAK, new Uint8Array());
    case 'status':
      return encodeJson(STATUS, HubStatusSchema, frame.status);
  }
}

function decodeJson<S extends z.ZodType>(schema: S, payload: Uint8Array): z.output<S> {
  try {
    return z.decode(schema, JSON.parse(Buffer.from(payload).toString('utf8')) as z.input<S>);
  } catch (cause) {
    throw new HubProtocolError('A frame of the serial hub does not hold the JSON of its type', { cause });
  }
}

/** One kind of frame as it is read: how long it may be, and what it says. */
export interface HubFrameReader<Frame> {
  readonly maxBytes: number;
  readonly decode: (payload: Uint8Array) => Frame;
}

/** A hello with the longest user and every character escaped has room in it. */
const MAX_JSON_BYTES = 4096;

const DATA_READER: HubFrameReader<HubData> = {
  maxBytes: MAX_HUB_PAYLOAD_BYTES,
  decode: (bytes) => ({ type: 'data', bytes }),
};

/** Which types of frames each side may send. */
export const HUB_FRAME_READERS: {
  readonly [Side in keyof HubFrames]: ReadonlyMap<number, HubFrameReader<HubFrames[Side]>>;
} = {
  client: new Map<number, HubFrameReader<HubClientFrame>>([
    [
      HELLO,
      {
        maxBytes: MAX_JSON_BYTES,
        decode: (bytes) => ({ type: 'hello', hello: decodeJson(HubHelloSchema, bytes) }),
      },
    ],
    [DATA, DATA_READER],
    [BREAK, { maxBytes: 0, decode: () => ({ type: 'break' }) }],
  ]),
  hub: new Map<number, HubFrameReader<HubServerFrame>>([
    [
      WELCOME,
      {
        maxBytes: MAX_JSON_BYTES,
        decode: (bytes) => ({ type: 'welcome', welcome: decodeJson(HubWelcomeSchema, bytes) }),
      },
    ],
    [
      REFUSED,
      {
        maxBytes: MAX_JSON_BYTES,
        decode: (bytes) => ({ type: 'refused', refusal: decodeJson(HubRefusalSchema, bytes) }),
      },
    ],
    [DATA, DATA_READER],
    [
      STATUS,
      {
        maxBytes: MAX_JSON_BYTES,
        decode: (bytes) => ({ type: 'status', status: decodeJson(HubStatusSchema, bytes) }),
      },
    ],
  ]),
};
