import { deflateSync } from 'node:zlib';

import {
  ClientMessageParser,
  DEFAULT_CLIENT_MESSAGE_LIMITS,
  encodeClientCutText,
  encodeClientInit,
  encodeFramebufferUpdateRequest,
  encodeKeyEvent,
  encodePointerEvent,
  encodeSetEncodings,
  encodeSetPixelFormat,
  ENCODINGS,
  RGB888,
  RfbProtocolError,
  type ClientMessageParserOptions,
  type ParsedClientBytes,
} from '../src/index.js';
import { everySplit } from './every-split.js';
import { bytesOf } from './fixtures/transcripts.js';

const INIT = encodeClientInit(true);
const REQUEST = encodeFramebufferUpdateRequest({ isIncremental: true, x: 0, y: 0, width: 1024, height: 768 });
const ENCODING_LIST = encodeSetEncodings([ENCODINGS.hextile, ENCODINGS.raw, ENCODINGS.desktopSize]);
const CONTINUOUS_UPDATES = bytesOf('96 01 0000 0000 0400 0300');
const FENCE = bytesOf('f8 000000 80000001 03 616263');
const UNKNOWN = bytesOf('fc 00 0102');

const INPUT_MESSAGES: readonly [type: ParsedClientBytes['type'], name: string, bytes: Buffer][] = [
  ['key-event', 'KeyEvent', encodeKeyEvent(0xff0d, true)],
  ['pointer-event', 'PointerEvent', encodePointerEvent(10, 20, 1)],
  ['client-cut-text', 'ClientCutText', encodeClientCutText('rm -rf /')],
  ['client-cut-text', 'an empty ClientCutText', encodeClientCutText('')],
  ['client-cut-text', 'the extended clipboard', bytesOf('06 000000 fffffffa 10000001 789c')],
  ['qemu-extended-key-event', "QEMU's key event", bytesOf('ff 00 0001 0000ff0d 0000001c')],
  ['qemu-audio', "QEMU's audio start", bytesOf('ff 01 0000')],
  ['qemu-audio', "QEMU's audio format", bytesOf('ff 01 0002 03 02 0000ac44')],
  ['xvp', 'xvp shutdown', bytesOf('fa 00 01 02')],
  [
    'set-desktop-size',
    'SetDesktopSize',
    bytesOf('fb 00 0400 0300 01 00 00000001 0000 0000 0400 0300 00000000'),
  ],
  ['gii', 'a big-endian gii event', bytesOf('fd 80 0003 010203')],
  ['gii', 'a little-endian gii event', bytesOf('fd 00 0300 010203')],
];

const VIEW_MESSAGES: readonly [type: ParsedClientBytes['type'], bytes: Buffer][] = [
  ['set-pixel-format', encodeSetPixelFormat(RGB888)],
  ['set-encodings', encodeSetEncodings([ENCODINGS.fence, ENCODINGS.continuousUpdates, ENCODINGS.raw])],
  ['framebuffer-update-request', REQUEST],
  ['enable-continuous-updates', CONTINUOUS_UPDATES],
  ['client-fence', FENCE],
];

interface ParsedSession {
  readonly forwarded: string;
  readonly dropped: string[];
}

function parse(options: ClientMessageParserOptions, chunks: Iterable<Uint8Array>): ParsedSession {
  const parser = new ClientMessageParser(options);
  const items = Array.from(chunks, (chunk) => parser.push(chunk)).flat();
  const forwarded = Buffer.concat(items.filter(({ kind }) => kind === 'forward').map(({ bytes }) => bytes));
  return {
    forwarded: forwarded.toString('hex'),
    dropped: items.filter(({ kind }) => kind === 'drop').map(({ type }) => type),
  };
}

/** What comes of the messages, which has to be the same for every cut. */
function parseEverySplit(options: ClientMessageParserOptions, ...messages: readonly Buffer[]): ParsedSession {
  const sessions = Array.from(everySplit(Buffer.concat(messages)), (chunks) => parse(options, chunks));
  const [first = { forwarded: '', dropped: [] }] = sessions;
  for (const session of sessions) expect(session).toEqual(first);
  return first;
}

/** The error that the messages end in, which has to be the same for every cut. */
function errorOfEverySplit(options: ClientMessageParserOptions, ...messages: readonly Buffer[]): unknown {
  const errors = Array.from(everySplit(Buffer.concat(messages)), (chunks) => {
    try {
      return parse(options, chunks);
    } catch (error) {
      return error;
    }
  });
  for (const error of errors) expect(error).toEqual(errors[0]);
  return errors[0];
}

describe('ClientMessageParser', () => {
  describe('ClientInit', () => {
    it.each([0, 1, 255])('asks the server to keep its other viewers when the viewer says %i', (shared) => {
      expect(parse({ readOnly: true }, [Buffer.of(shared)])).toEqual({ forwarded: '01', dropped: [] });
      expect(parse({}, [Buffer.of(shared)])).toEqual({ forwarded: '01', dropped: [] });
    });

    it('passes as sent when sharing is not forced', () => {
      expect(parse({ forceShared: false }, [Buffer.of(0)])).toEqual({ forwarded: '00', dropped: [] });
    });

    it('is not mistaken for a message', () => {
      expect(parseEverySplit({ readOnly: true }, Buffer.of(4), REQUEST).forwarded).toBe(
        `01${REQUEST.toString('hex')}`,
      );
    });
  });

  describe('for a read-write viewer', () => {
    it('passes pipelined messages byte for byte, however they are cut', () => {
      const messages = [
        INIT,
        ...VIEW_MESSAGES.map(([, bytes]) => bytes),
        ...INPUT_MESSAGES.map(([, , bytes]) => bytes),
      ];
      expect(parseEverySplit({}, ...messages)).toEqual({
        forwarded: Buffer.concat(messages).toString('hex'),
        dropped: [],
      });
    });

    it('cuts between messages and names each', () => {
      const messages = [...VIEW_MESSAGES, ...INPUT_MESSAGES.map(([type, , bytes]) => [type, bytes] as const)];
      const parser = new ClientMessageParser();
      parser.push(INIT);
      const parsed = parser.push(Buffer.concat(messages.map(([, bytes]) => bytes)));
      expect(parsed).toEqual(messages.map(([type, bytes]) => ({ kind: 'forward', type, bytes })));
    });

    it('passes an unknown message and all that follows unparsed', () => {
      const key = encodeKeyEvent(0x61, true);
      expect(parseEverySplit({}, INIT, REQUEST, UNKNOWN, key)).toEqual({
        forwarded: Buffer.concat([INIT, REQUEST, UNKNOWN, key]).toString('hex'),
        dropped: [],
      });
    });

    it('says that it has become raw', () => {
      const parser = new ClientMessageParser();
      parser.push(Buffer.concat([INIT, REQUEST]));
      expect(parser.mode).toBe('parsed');
      expect(parser.push(UNKNOWN).map(({ type }) => type)).toEqual(['raw', 'raw']);
      expect(parser.mode).toBe('raw');
      expect(parser.push(REQUEST)).toEqual([{ kind: 'forward', type: 'raw', bytes: REQUEST }]);
      expect(parser.bufferedBytes).toBe(0);
    });

    it.each(['fc', '01', '07', 'ff 02', 'ff 01 0003'])(
      'closes on the unknown message %s when told to',
      (hex) => {
        expect(errorOfEverySplit({ unknownMessages: 'close' }, INIT, bytesOf(hex))).toMatchObject({
          code: 'ERR_RFB_UNKNOWN_MESSAGE',
        });
        expect(parseEverySplit({}, INIT, bytesOf(hex)).forwarded).toBe(
          Buffer.concat([INIT, bytesOf(hex)]).toString('hex'),
        );
      },
    );

    it('counts the seventh byte of a pointer event once ExtendedMouseButtons was announced', () => {
      const extended = bytesOf('05 81 000a 0014 01');
      const legacy = bytesOf('05 81 000a 0014');
      const announcement = encodeSetEncodings([ENCODINGS.extendedMouseButtons]);
      const parser = new ClientMessageParser();
      const pushed = [INIT, legacy, announcement, extended, encodePointerEvent(1, 2, 1)];
      const parsed = parser.push(Buffer.concat(pushed));
      expect(parsed.map(({ bytes }) => Buffer.from(bytes).toString('hex'))).toEqual(
        pushed.map((bytes) => bytes.toString('hex')),
      );
    });
  });

  describe('for a read-only viewer', () => {
    const readOnly = { readOnly: true };
    const around = REQUEST.toString('hex');

    it.each(INPUT_MESSAGES)(
      'drops a %s: %s, and nothing around it, however it is cut',
      (type, _name, bytes) => {
        expect(parseEverySplit(readOnly, INIT, bytes, REQUEST)).toEqual({
          forwarded: `01${around}`,
          dropped: [type],
        });
        expect(parseEverySplit(readOnly, INIT, REQUEST, bytes, REQUEST)).toEqual({
          forwarded: `01${around}${around}`,
          dropped: [type],
        });
      },
    );

    it('passes what is needed to see, byte for byte', () => {
      const messages = [INIT, ...VIEW_MESSAGES.map(([, bytes]) => bytes)];
      expect(parseEverySplit(readOnly, ...messages)).toEqual({
        forwarded: Buffer.concat(messages).toString('hex'),
        dropped: [],
      });
    });

    it('drops a fence and continuous updates that the viewer did not announce', () => {
      expect(parseEverySplit(readOnly, INIT, ENCODING_LIST, FENCE, CONTINUOUS_UPDATES, REQUEST)).toEqual({
        forwarded: Buffer.concat([INIT, ENCODING_LIST, REQUEST]).toString('hex'),
        dropped: ['client-fence', 'enable-continuous-updates'],
      });
    });

    it('drops a fence whose announcement the filter kept from the server', () => {
      const encodings = (list: readonly number[]) => list.filter((encoding) => encoding !== ENCODINGS.fence);
      const list = encodeSetEncodings([ENCODINGS.raw, ENCODINGS.fence]);
      expect(parse({ ...readOnly, encodings }, [INIT, list, FENCE])).toEqual({
        forwarded: Buffer.concat([INIT, encodeSetEncodings([ENCODINGS.raw])]).toString('hex'),
        dropped: ['client-fence'],
      });
    });

    it('stays in step behind a pointer event of seven bytes', () => {
      const announcement = encodeSetEncodings([ENCODINGS.extendedMouseButtons]);
      const extended = bytesOf('05 81 000a 0014 04');
      expect(parseEverySplit(readOnly, INIT, announcement, extended, REQUEST)).toEqual({
        forwarded: Buffer.concat([INIT, announcement, REQUEST]).toString('hex'),
        dropped: ['pointer-event'],
      });
    });

    it.each(['fc', '01', '07', 'fe', 'ff 02', 'ff 01 0003'])('closes on the unknown message %s', (hex) => {
      const options: ClientMessageParserOptions = { readOnly: true, unknownMessages: 'raw' };
      expect(errorOfEverySplit(options, INIT, REQUEST, bytesOf(hex))).toMatchObject({
        code: 'ERR_RFB_UNKNOWN_MESSAGE',
        kind: 'protocol',
      });
    });
  });

  describe('limits', () => {
    const { maxCutTextBytes, maxEncodings, maxMessageBytes } = DEFAULT_CLIENT_MESSAGE_LIMITS;

    it.each([
      ['a ClientCutText of 0x7fffffff bytes (CVE-2014-6053)', '06 000000 7fffffff'],
      ['an extended clipboard of 1 MiB (CVE-2014-6053)', '06 000000 fff00000'],
      ['an extended clipboard of 0x80000000 bytes (CVE-2014-6053)', '06 000000 80000000'],
      ['65535 encodings', '02 00 ffff'],
      ['a fence of 65 bytes', 'f8 000000 00000000 41'],
    ])('closes on %s before any of its payload has come', (_name, hex) => {
      for (const options of [{}, { readOnly: true }]) {
        const error = errorOfEverySplit(options, INIT, bytesOf(hex));
        expect(error).toBeInstanceOf(RfbProtocolError);
        expect(error).toMatchObject({ code: 'ERR_RFB_LIMIT', kind: 'protocol' });
      }
    });

    it('passes the longest allowed text, and not one byte more', () => {
      const longest = encodeClientCutText('x'.repeat(maxCutTextBytes));
      expect(longest).toHaveLength(maxMessageBytes);
      expect(parse({}, [INIT, longest]).forwarded).toHaveLength(2 * (1 + longest.length));
      expect(() => parse({}, [INIT, encodeClientCutText('x'.repeat(maxCutTextBytes + 1))])).toThrow(
        RfbProtocolError,
      );
    });

    it('takes a ClientCutText of 0xffffffff bytes for an extended clipboard of one (CVE-2014-6053)', () => {
      const message = bytesOf('06 000000 ffffffff 2a');
      expect(parseEverySplit({ readOnly: true }, INIT, message, REQUEST)).toEqual({
        forwarded: Buffer.concat([INIT, REQUEST]).toString('hex'),
        dropped: ['client-cut-text'],
      });
    });

    it('passes a zlib bomb in the extended clipboard as it came, without inflating it', () => {
      const bomb = Buffer.concat([bytesOf('10000001'), deflateSync(Buffer.alloc(64 * 1024 * 1024))]);
      const head = bytesOf('06 000000 00000000');
      head.writeInt32BE(-bomb.length, 4);
      const parser = new ClientMessageParser();
      parser.push(INIT);
      expect(parser.push(Buffer.concat([head, bomb]))).toEqual([
        { kind: 'forward', type: 'client-cut-text', bytes: Buffer.concat([head, bomb]) },
      ]);
    });

    it('passes the longest allowed list, and not one entry more', () => {
      const list = Array.from({ length: maxEncodings }, (_, index) => index);
      expect(parse({}, [INIT, encodeSetEncodings(list)]).dropped).toEqual([]);
      expect(() => parse({}, [INIT, encodeSetEncodings([...list, 0])])).toThrow(RfbProtocolError);
    });

    it('closes on any message above maxMessageBytes', () => {
      const limits = { maxMessageBytes: 64 };
      expect(errorOfEverySplit({ limits }, INIT, bytesOf('fd 80 003d'))).toMatchObject({
        code: 'ERR_RFB_LIMIT',
      });
      expect(parse({ limits }, [INIT, bytesOf('fd 80 003c')])).toEqual({ forwarded: '01', dropped: [] });
    });

    it('throws the same error again instead of going on', () => {
      const parser = new ClientMessageParser({ readOnly: true });
      parser.push(INIT);
      expect(() => parser.push(UNKNOWN)).toThrow(RfbProtocolError);
      expect(() => parser.push(REQUEST)).toThrow(/unknown type 252/);
    });
  });

  describe('pixel formats', () => {
    it.each([true, false])(
      'refuses more bits than the server survives, read-only or not (%s)',
      (readOnly) => {
        const wide = encodeSetPixelFormat(RGB888);
        expect(errorOfEverySplit({ readOnly, maxBitsPerPixel: 16 }, INIT, wide)).toMatchObject({
          code: 'ERR_RFB_PIXEL_FORMAT',
        });
        const narrow = encodeSetPixelFormat({ ...RGB888, bitsPerPixel: 16, depth: 15 });
        const parser = new ClientMessageParser({ readOnly, maxBitsPerPixel: 16 });
        expect(parser.push(Buffer.concat([INIT, narrow])).at(-1)).toMatchObject({ kind: 'forward' });
      },
    );
  });

  describe('encodings', () => {
    it('are rewritten by the filter, however the list is cut', () => {
      const encodings = () => [ENCODINGS.raw, ENCODINGS.desktopSize];
      expect(parseEverySplit({ encodings }, INIT, ENCODING_LIST, REQUEST).forwarded).toBe(
        Buffer.concat([INIT, encodeSetEncodings([0, -223]), REQUEST]).toString('hex'),
      );
    });

    it('pass byte for byte, with their padding, when the filter changes nothing', () => {
      const list = bytesOf('02 aa 0001 00000005');
      expect(parse({ encodings: (sent) => sent }, [INIT, list]).forwarded).toBe(
        Buffer.concat([INIT, list]).toString('hex'),
      );
    });

    it('reach the filter signed and in order', () => {
      const seen: (readonly number[])[] = [];
      const encodings = (list: readonly number[]) => {
        seen.push(list);
        return list;
      };
      parse({ encodings }, [INIT, ENCODING_LIST, encodeSetEncodings([])]);
      expect(seen).toEqual([[5, 0, -223], []]);
    });
  });
});
