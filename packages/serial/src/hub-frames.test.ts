import { Secret } from '@ironbridge/common';
import { everySplit } from '@ironbridge/testkit';
import fc from 'fast-check';
import { HubProtocolError } from './errors.js';
import { HubFrameDecoder } from './hub-frame-decoder.js';
import {
  encodeHubFrame,
  MAX_HUB_PAYLOAD_BYTES,
  type HubClientFrame,
  type HubFrames,
  type HubServerFrame,
} from './hub-frames.js';

const HELLO: HubClientFrame = {
  type: 'hello',
  hello: { version: 1, secret: new Secret('s3cret'), mode: 'read-write', user: 'ada' },
};

const CLIENT_FRAMES: readonly HubClientFrame[] = [
  HELLO,
  { type: 'data', bytes: Buffer.from('ls\r') },
  { type: 'break' },
  { type: 'data', bytes: Buffer.from([0, 255]) },
];

const SERVER_FRAMES: readonly HubServerFrame[] = [
  { type: 'welcome', welcome: { writable: true } },
  { type: 'data', bytes: Buffer.from('login: ') },
  {
    type: 'status',
    status: { line: 'down', reason: 'SOL session closed by BMC', writable: true, writer: 'ada', readers: 2 },
  },
  { type: 'refused', refusal: { reason: 'unknown' } },
];

function encodeAll(frames: readonly (HubClientFrame | HubServerFrame)[]): Buffer {
  return Buffer.concat(frames.map(encodeHubFrame));
}

function header(type: number, length: number): Buffer {
  const bytes = Buffer.alloc(5);
  bytes.writeUInt8(type, 0);
  bytes.writeUInt32BE(length, 1);
  return bytes;
}

/** A hello's secret compares by what it reveals. */
function comparable(frame: HubClientFrame | HubServerFrame): unknown {
  if (frame.type === 'data') return { type: 'data', bytes: [...frame.bytes] };
  if (frame.type !== 'hello') return frame;
  return { ...frame, hello: { ...frame.hello, secret: frame.hello.secret.reveal() } };
}

function decodeAll(side: keyof HubFrames, chunks: readonly Uint8Array[]): unknown[] {
  const decoder = new HubFrameDecoder(side);
  return chunks.flatMap((chunk) => decoder.push(chunk)).map(comparable);
}

describe('HubFrameDecoder', () => {
  it('reads what a client sends, however it is cut', () => {
    for (const chunks of everySplit(encodeAll(CLIENT_FRAMES))) {
      expect(decodeAll('client', chunks)).toEqual(CLIENT_FRAMES.map(comparable));
    }
  });

  it('reads what a hub sends, however it is cut', () => {
    for (const chunks of everySplit(encodeAll(SERVER_FRAMES))) {
      expect(decodeAll('hub', chunks)).toEqual(SERVER_FRAMES.map(comparable));
    }
  });

  it('takes from each side only what that side sends', () => {
    for (const frame of SERVER_FRAMES.filter(({ type }) => type !== 'data')) {
      expect(() => new HubFrameDecoder('client').push(encodeHubFrame(frame))).toThrow(HubProtocolError);
    }
    for (const frame of CLIENT_FRAMES.filter(({ type }) => type !== 'data')) {
      expect(() => new HubFrameDecoder('hub').push(encodeHubFrame(frame))).toThrow(HubProtocolError);
    }
  });

  it.each([
    ['an unknown type', header(99, 0)],
    ['data longer than a frame', header(4, MAX_HUB_PAYLOAD_BYTES + 1)],
    ['a length of 4 GiB', header(4, 0xffff_ffff)],
    ['a break with a payload', header(5, 1)],
    ['a hello that is too long', header(1, 4097)],
    ['a hello that is no JSON', Buffer.concat([header(1, 1), Buffer.from('{')])],
    ['a hello without its fields', Buffer.concat([header(1, 2), Buffer.from('{}')])],
    [
      'a hello of another version',
      Buffer.concat([
        header(1, 60),
        Buffer.from('{"version":2,"secret":"x","mode":"read-only","user":"ada"}'.padEnd(60)),
      ]),
    ],
  ])('refuses %s as soon as it can be told, and stays refusing', (_, bytes) => {
    const decoder = new HubFrameDecoder('client');
    expect(() => decoder.push(bytes)).toThrow(HubProtocolError);
    expect(() => decoder.push(encodeHubFrame({ type: 'break' }))).toThrow(HubProtocolError);
  });

  it('holds no secret in an error', () => {
    const payload = Buffer.from('{"version":1,"secret":"canary-7","mode":"typo","user":"ada"}');
    const decoder = new HubFrameDecoder('client');
    let message = '';
    try {
      decoder.push(Buffer.concat([header(1, payload.length), payload]));
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).not.toBe('');
    expect(message).not.toContain('canary-7');
  });

  it('ends any bytes in frames or in an error of its own, and holds back no more than a frame', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 64 }), { maxLength: 20 }), (chunks) => {
        const decoder = new HubFrameDecoder('client');
        try {
          for (const chunk of chunks) {
            decoder.push(chunk);
            expect(decoder.bufferedBytes).toBeLessThan(5 + MAX_HUB_PAYLOAD_BYTES);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(HubProtocolError);
        }
      }),
    );
  });
});

describe('encodeHubFrame', () => {
  it('cuts long data into frames that carry it whole', () => {
    const bytes = Buffer.alloc(2 * MAX_HUB_PAYLOAD_BYTES + 7, 'abcdefg');
    const frames = new HubFrameDecoder('hub').push(encodeHubFrame({ type: 'data', bytes }));
    const parts = frames.map((frame) => (frame.type === 'data' ? frame.bytes : new Uint8Array()));
    expect(parts.map(({ length }) => length)).toEqual([MAX_HUB_PAYLOAD_BYTES, MAX_HUB_PAYLOAD_BYTES, 7]);
    expect(Buffer.concat(parts).equals(bytes)).toBe(true);
  });

  it('is undone by the decoder, for any data and any cut', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 100 })), sizes, (texts, cuts) => {
        const frames = texts.map((bytes): HubClientFrame => ({ type: 'data', bytes }));
        const encoded = encodeAll(frames);
        const chunks: Uint8Array[] = [];
        for (let at = 0, turn = 0; at < encoded.length; turn++) {
          const size = cuts[turn % cuts.length] ?? 1;
          chunks.push(encoded.subarray(at, at + size));
          at += size;
        }
        expect(decodeAll('client', chunks)).toEqual(frames.map(comparable));
      }),
    );
  });

  it('says nothing for empty data', () => {
    expect(encodeHubFrame({ type: 'data', bytes: new Uint8Array() })).toHaveLength(0);
  });

  it('has room for the longest hello', () => {
    const user = '\u0001'.repeat(255);
    const hello: HubClientFrame = {
      type: 'hello',
      hello: { version: 1, secret: new Secret('\u0002'.repeat(256)), mode: 'read-only', user },
    };
    expect(decodeAll('client', [encodeHubFrame(hello)])).toEqual([comparable(hello)]);
  });
});
