import { isIronbridgeError, Secret } from '@ironbridge/common';
import fc from 'fast-check';

import {
  clientHandshake,
  ClientMessageParser,
  decodeClientMessage,
  encodeClientCutText,
  encodeFramebufferUpdateRequest,
  encodeKeyEvent,
  encodePointerEvent,
  encodeServerInit,
  encodeSetEncodings,
  encodeSetPixelFormat,
  HandshakeRunner,
  MAX_HANDSHAKE_BUFFER_BYTES,
  readServerInit,
  RfbProtocolError,
  serverHandshake,
  type ClientMessageParserOptions,
  type Handshake,
  type RfbSecurity,
} from '../src/index.js';
import { cutAt } from './cut-at.js';
import { bytesOf } from './fixtures/transcripts.js';
import { runHandshake } from './run-handshake.js';

const u8 = fc.integer({ min: 0, max: 0xff });
const u16 = fc.integer({ min: 0, max: 0xffff });
const u32 = fc.integer({ min: 0, max: 0xffff_ffff });
const i32 = fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff });
const chunkSizes = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 8 });
const security = fc.constantFrom<RfbSecurity>(
  { kind: 'none' },
  { kind: 'vnc', password: new Secret('calvin') },
);

const pixelFormat = fc.record({
  bitsPerPixel: fc.constantFrom(8 as const, 16 as const, 32 as const),
  depth: u8,
  isBigEndian: fc.boolean(),
  isTrueColour: fc.boolean(),
  redMax: u16,
  greenMax: u16,
  blueMax: u16,
  redShift: u8,
  greenShift: u8,
  blueShift: u8,
});

/** Bytes that get far into a grammar: its own words in any order, with noise among them. */
function sentences(words: readonly string[]): fc.Arbitrary<Buffer> {
  const word = fc.constantFrom(...words).map(bytesOf);
  const noise = fc.uint8Array({ maxLength: 24 }).map((bytes) => Buffer.from(bytes));
  const parts = fc.array(fc.oneof({ weight: 4, arbitrary: word }, { weight: 1, arbitrary: noise }), {
    maxLength: 12,
  });
  return parts.map((all) => Buffer.concat(all));
}

const handshakeBytes = sentences([
  '524642203030332e3030330a',
  '524642203030332e3030370a',
  '524642203030332e3030380a',
  '00',
  '01',
  '02',
  '0101',
  '0102',
  '020102',
  '00000000',
  '00000001',
  '00000002',
  '00000004 66756c6c',
  'ffffffff',
  '000102030405060708090a0b0c0d0e0f',
]);

const clientBytes = sentences([
  '00 000000 20180001 00ff00ff00ff 100800 000000',
  '02 00 0002 00000000 fffffec8',
  '02 00 0001 fffffec4',
  '03 00 0000 0000 0400 0300',
  '04 01 0000 0000ff0d',
  '05 01 0010 0020',
  '05 81 0010 0020 01',
  '06 000000 00000003 616263',
  '06 000000 fffffffd 616263',
  '96 01 0000 0000 0400 0300',
  'f8 000000 80000001 03 616263',
  'fa 00 01 02',
  'fb 00 0400 0300 00 00',
  'fd 80 0002 0102',
  'ff 00 0001 0000ff0d 0000001c',
  'ff 01 0000',
]);

/** A result or what went wrong, as data; fails on an error that is not one of RFB's. */
function outcomeOf<T>(run: () => T): T | { readonly code: string; readonly message: string } {
  try {
    return run();
  } catch (error) {
    if (!isIronbridgeError(error) || !error.code.startsWith('ERR_RFB_')) throw error;
    return { code: error.code, message: error.message };
  }
}

function expectBoundedAndSplitProof<Result extends object>(
  handshake: () => Handshake<Result>,
  bytes: Buffer,
  sizes: readonly number[],
): void {
  const whole = outcomeOf(() => runHandshake(handshake(), [bytes]));
  expect(outcomeOf(() => runHandshake(handshake(), cutAt(bytes, sizes)))).toEqual(whole);
  outcomeOf(() => {
    const runner = new HandshakeRunner(handshake());
    runner.start();
    for (const chunk of cutAt(bytes, sizes)) {
      if (runner.result === undefined) runner.push(chunk);
      expect(runner.bufferedBytes).toBeLessThan(MAX_HANDSHAKE_BUFFER_BYTES);
    }
    runner.end();
  });
}

describe('handshakes', () => {
  const challenge = bytesOf('000102030405060708090a0b0c0d0e0f');

  it('end in a result or an RFB error for any bytes from a server, the same for any cut', () => {
    fc.assert(
      fc.property(security, handshakeBytes, chunkSizes, (allowed, bytes, sizes) => {
        expectBoundedAndSplitProof(() => clientHandshake({ security: allowed }), bytes, sizes);
      }),
      { numRuns: 1000 },
    );
  });

  it('end in a result or an RFB error for any bytes from a viewer, the same for any cut', () => {
    fc.assert(
      fc.property(security, handshakeBytes, chunkSizes, (offered, bytes, sizes) => {
        expectBoundedAndSplitProof(() => serverHandshake({ security: offered, challenge }), bytes, sizes);
      }),
      { numRuns: 1000 },
    );
  });

  it('end in a result or an RFB error for any ServerInit, the same for any cut', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), chunkSizes, (bytes, sizes) => {
        expectBoundedAndSplitProof(readServerInit, Buffer.from(bytes), sizes);
      }),
    );
  });
});

describe('ClientMessageParser', () => {
  const options = fc.record<ClientMessageParserOptions>({
    readOnly: fc.boolean(),
    forceShared: fc.boolean(),
    unknownMessages: fc.constantFrom('raw', 'close'),
    encodings: fc.constantFrom(
      (list) => list,
      (list) => list.filter((encoding) => encoding >= 0),
    ),
    limits: fc.constantFrom({}, { maxMessageBytes: 40, maxCutTextBytes: 16, maxEncodings: 4 }),
  });

  function parse(parserOptions: ClientMessageParserOptions, chunks: readonly Uint8Array[]) {
    const parser = new ClientMessageParser(parserOptions);
    const forwarded: Uint8Array[] = [];
    const dropped: Uint8Array[] = [];
    for (const chunk of chunks) {
      for (const { kind, bytes } of parser.push(chunk))
        (kind === 'forward' ? forwarded : dropped).push(bytes);
      expect(parser.bufferedBytes).toBeLessThan(parserOptions.limits?.maxMessageBytes ?? 300_000);
    }
    return {
      forwarded: Buffer.concat(forwarded).toString('hex'),
      dropped: Buffer.concat(dropped).toString('hex'),
      held: parser.bufferedBytes,
      mode: parser.mode,
    };
  }

  it('ends in decisions or an RFB error for any bytes, the same for any cut', () => {
    fc.assert(
      fc.property(options, clientBytes, chunkSizes, (parserOptions, bytes, sizes) => {
        const whole = outcomeOf(() => parse(parserOptions, [bytes]));
        expect(outcomeOf(() => parse(parserOptions, cutAt(bytes, sizes)))).toEqual(whole);
      }),
      { numRuns: 2000 },
    );
  });

  it('never forwards a message that moves, types or changes anything for a read-only viewer', () => {
    fc.assert(
      fc.property(clientBytes, chunkSizes, (bytes, sizes) => {
        const parser = new ClientMessageParser({ readOnly: true });
        const types: string[] = [];
        outcomeOf(() => {
          for (const chunk of cutAt(bytes, sizes)) {
            types.push(...parser.push(chunk).flatMap(({ kind, type }) => (kind === 'forward' ? [type] : [])));
          }
        });
        const allowed = [
          'client-init',
          'set-pixel-format',
          'set-encodings',
          'framebuffer-update-request',
          'enable-continuous-updates',
          'client-fence',
        ];
        expect(types.filter((type) => !allowed.includes(type))).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  it('loses and adds no byte for a read-write viewer', () => {
    fc.assert(
      fc.property(clientBytes, chunkSizes, (bytes, sizes) => {
        const outcome = outcomeOf(() => parse({ forceShared: false }, cutAt(bytes, sizes)));
        if ('code' in outcome) return;
        const passed = bytes.subarray(0, bytes.length - outcome.held);
        expect(outcome.forwarded).toBe(passed.toString('hex'));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('decodeClientMessage', () => {
  it('is the inverse of every encoder', () => {
    const rectangle = fc.record({ isIncremental: fc.boolean(), x: u16, y: u16, width: u16, height: u16 });
    const latin1 = fc.array(u8).map((codes) => String.fromCharCode(...codes));
    fc.assert(
      fc.property(
        pixelFormat,
        fc.array(i32),
        rectangle,
        u32,
        fc.boolean(),
        u16,
        u16,
        u8,
        latin1,
        (...given) => {
          const [format, encodings, request, keysym, isDown, x, y, buttons, text] = given;
          expect(decodeClientMessage(encodeSetPixelFormat(format))).toEqual({
            type: 'set-pixel-format',
            pixelFormat: format,
          });
          expect(decodeClientMessage(encodeSetEncodings(encodings))).toEqual({
            type: 'set-encodings',
            encodings,
          });
          expect(decodeClientMessage(encodeFramebufferUpdateRequest(request))).toEqual({
            type: 'framebuffer-update-request',
            ...request,
          });
          expect(decodeClientMessage(encodeKeyEvent(keysym, isDown))).toEqual({
            type: 'key-event',
            keysym,
            isDown,
          });
          expect(decodeClientMessage(encodePointerEvent(x, y, buttons))).toEqual({
            type: 'pointer-event',
            x,
            y,
            buttons,
          });
          expect(decodeClientMessage(encodeClientCutText(text))).toEqual({ type: 'client-cut-text', text });
        },
      ),
    );
  });

  it('gives a message or an RfbProtocolError for any bytes', () => {
    fc.assert(
      fc.property(clientBytes, (bytes) => {
        try {
          decodeClientMessage(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(RfbProtocolError);
        }
      }),
    );
  });
});

describe('readServerInit', () => {
  it('is the inverse of encodeServerInit, however the bytes are cut', () => {
    const serverInit = fc.record({
      width: u16,
      height: u16,
      pixelFormat,
      name: fc.string({ unit: 'binary', maxLength: 100 }),
    });
    fc.assert(
      fc.property(serverInit, chunkSizes, (init, sizes) => {
        const { result } = runHandshake(readServerInit(), cutAt(encodeServerInit(init), sizes));
        expect(result).toEqual(init);
      }),
    );
  });
});
