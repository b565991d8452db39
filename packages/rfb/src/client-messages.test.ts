import { decodeClientMessage } from './decode-client-message.js';
import {
  encodeClientCutText,
  encodeClientInit,
  encodeFramebufferUpdateRequest,
  encodeKeyEvent,
  encodePointerEvent,
  encodeSetEncodings,
  encodeSetPixelFormat,
} from './encode-client-message.js';
import { ENCODINGS } from './encodings.js';
import { RGB555 } from './pixel-format.js';

function errorOf(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}

describe('client messages', () => {
  describe('encode', () => {
    it.each([
      ['ClientInit', encodeClientInit(false), '00'],
      ['ClientInit, shared', encodeClientInit(true), '01'],
      ['SetPixelFormat', encodeSetPixelFormat(RGB555), '00000000100f0001001f001f001f0a0500000000'],
      [
        'SetEncodings',
        encodeSetEncodings([ENCODINGS.raw, ENCODINGS.desktopSize]),
        '0200000200000000ffffff21',
      ],
      [
        'FramebufferUpdateRequest',
        encodeFramebufferUpdateRequest({ isIncremental: true, x: 1, y: 2, width: 1024, height: 768 }),
        '03010001000204000300',
      ],
      ['KeyEvent', encodeKeyEvent(0xffbf, true), '040100000000ffbf'],
      ['PointerEvent', encodePointerEvent(258, 3, 4), '050401020003'],
      ['ClientCutText', encodeClientCutText('aé€\u{1f600}'), '060000000000000461e93f3f'],
    ])('gives the bytes of the RFC for %s', (_name, bytes, hex) => {
      expect(bytes.toString('hex')).toBe(hex);
    });
  });

  describe('decodeClientMessage', () => {
    it('gives the extended clipboard as it came', () => {
      expect(decodeClientMessage(Buffer.from('06000000fffffffc10000001', 'hex'))).toEqual({
        type: 'extended-clipboard',
        payload: Buffer.from('10000001', 'hex'),
      });
    });

    it('joins the two masks of an extended pointer event', () => {
      expect(decodeClientMessage(Buffer.from('0581000a001403', 'hex'))).toEqual({
        type: 'pointer-event',
        x: 10,
        y: 20,
        buttons: 0x181,
      });
    });

    it('gives other known messages whole', () => {
      const bytes = Buffer.from('fa000102', 'hex');
      expect(decodeClientMessage(bytes)).toEqual({ type: 'xvp', bytes });
    });

    it.each([
      ['', 'ERR_RFB_MALFORMED'],
      ['04', 'ERR_RFB_MALFORMED'],
      ['0401000000000061ff', 'ERR_RFB_MALFORMED'],
      ['0501000a001400', 'ERR_RFB_MALFORMED'],
      ['0000000011180001001f001f001f0a0500000000', 'ERR_RFB_MALFORMED'],
      ['fc', 'ERR_RFB_UNKNOWN_MESSAGE'],
      ['060000007fffffff', 'ERR_RFB_LIMIT'],
    ])('refuses %j with %s', (hex, code) => {
      expect(errorOf(() => decodeClientMessage(Buffer.from(hex, 'hex')))).toMatchObject({
        code,
        kind: 'protocol',
      });
    });
  });
});
