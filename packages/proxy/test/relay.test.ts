import {
  encodeClientCutText,
  encodeFramebufferUpdateRequest,
  encodeKeyEvent,
  encodeSetEncodings,
  encodeSetPixelFormat,
  RGB888,
} from '@ironbridge/rfb';
import { eventually } from './support/eventually.js';
import { SERVER_INIT, type FakeBmcOptions } from './support/fake-bmc.js';
import { ProxyFixture } from './support/proxy-fixture.js';
import type { TestViewer } from './support/test-viewer.js';

const UPDATE_REQUEST = encodeFramebufferUpdateRequest({
  isIncremental: true,
  x: 0,
  y: 0,
  width: 1024,
  height: 768,
});
const KEY = encodeKeyEvent(0x41, true);
const ENCODINGS = encodeSetEncodings([7, 16, 0, -239, -223]);
/** All that a viewer sends up to its first request for a picture. */
const HELLO = Buffer.concat([
  Buffer.from('RFB 003.008\n'),
  Buffer.of(1),
  Buffer.of(1),
  ENCODINGS,
  UPDATE_REQUEST,
]);
const AFTER_HANDSHAKE = Buffer.concat([Buffer.of(1), ENCODINGS, UPDATE_REQUEST]);

describe('a relayed session', () => {
  let fixture: ProxyFixture;

  afterEach(async () => {
    await fixture.close();
  });

  async function received(bytes: Uint8Array): Promise<void> {
    await eventually('the bytes at the BMC', () => fixture.bmc.received.length >= bytes.length);
    expect(fixture.bmc.received).toEqual(Buffer.from(bytes));
  }

  it('brings ServerInit and pictures to the viewer as the BMC sent them', async () => {
    fixture = await ProxyFixture.open();
    const viewer = await fixture.watch();
    expect(await viewer.take(SERVER_INIT.length)).toEqual(SERVER_INIT);
    fixture.bmc.send(Buffer.from('picture'));
    expect((await viewer.take(7)).toString()).toBe('picture');
  });

  it('asks the BMC for a shared screen, whatever the viewer wants', async () => {
    fixture = await ProxyFixture.open();
    const viewer = await fixture.watch();
    viewer.send(KEY);
    await received(Buffer.concat([Buffer.of(1), KEY]));
  });

  it.each<[string, FakeBmcOptions]>([
    ['RFB 3.3', { version: '3.3' }],
    ['RFB 3.7', { version: '3.7' }],
    ['RFB 3.8 byte by byte', { drips: true }],
  ])('is opened with a BMC that speaks %s', async (_version, bmc) => {
    fixture = await ProxyFixture.open({ bmc });
    const viewer = await fixture.watch();
    expect(await viewer.take(SERVER_INIT.length)).toEqual(SERVER_INIT);
  });

  it('gets the same bytes to the BMC however the viewer cuts them', async () => {
    fixture = await ProxyFixture.open({
      connection: { slots: 64 },
      proxy: { limits: { maxViewersPerNode: 64 } },
    });
    for (const cut of [HELLO.length, 1, ...Array.from({ length: 16 }, (_, i) => i + 2)]) {
      const before = fixture.bmc.received.length;
      const { session_key: sessionKey } = await fixture.redeem();
      const viewer = await fixture.connect({ sessionKey });
      for (let i = 0; i < HELLO.length; i += cut) viewer.send(HELLO.subarray(i, i + cut));
      const total = before + AFTER_HANDSHAKE.length;
      await eventually(`the bytes cut by ${String(cut)}`, () => fixture.bmc.received.length >= total);
      expect(fixture.bmc.received.subarray(before)).toEqual(AFTER_HANDSHAKE);
      await viewer.close();
    }
  });

  it.each([
    ['an unknown version', Buffer.from('RFB 999.999\n')],
    ['bytes above 0x7f in the version', Buffer.from([...Buffer.from('RFB 003.0'), 0x80, 0x00, 0x0a])],
    ['a security type that was not offered', Buffer.from('RFB 003.008\n\xee', 'latin1')],
    ['cut text of 2 GiB (CVE-2014-6053)', Buffer.concat([HELLO, Buffer.from('060000007fffffff', 'hex')])],
  ])('closes a viewer that sends %s', async (_what, bytes) => {
    fixture = await ProxyFixture.open();
    const { session_key: sessionKey } = await fixture.redeem();
    const viewer = await fixture.connect({ sessionKey });
    viewer.send(bytes);
    expect((await viewer.closed).code).toBe(4400);
    await eventually('the BMC to be left', () => fixture.bmc.sockets.size === 0);
  });

  it.each([
    ['one frame', [true]],
    ['frames without end', [false, false, false]],
  ])('closes a viewer that sends a message above the limit in %s (CVE-2015-1779)', async (_how, frames) => {
    fixture = await ProxyFixture.open({ proxy: { limits: { maxMessageBytes: 64 * 1024 } } });
    const viewer = await fixture.watch();
    for (const fin of frames) viewer.socket.send(Buffer.alloc((96 * 1024) / frames.length), { fin });
    await viewer.closed;
    await eventually('the BMC to be left', () => fixture.bmc.sockets.size === 0);
    expect(fixture.bmc.received).toEqual(Buffer.of(0x01));
  });

  it('tells a viewer that its message is longer than the console takes, and forwards nothing of it', async () => {
    fixture = await ProxyFixture.open({ connection: { quirks: { maxClientMessageBytes: 128 } } });
    const viewer = await fixture.watch();
    await viewer.take(SERVER_INIT.length);
    viewer.send(encodeClientCutText('x'.repeat(128)));
    await viewer.expectClosed('message-too-long');
    expect(fixture.bmc.received).toEqual(Buffer.of(1));
  });

  it('closes a viewer that sends text', async () => {
    fixture = await ProxyFixture.open();
    const viewer = await fixture.watch();
    viewer.socket.send('RFB 003.008\n');
    expect((await viewer.closed).code).toBe(4400);
  });

  it('tells an iDRAC of no encoding that silences it', async () => {
    fixture = await ProxyFixture.open({ connection: { quirks: { encodings: [0, -223] } } });
    const viewer = await fixture.watch();
    viewer.send(ENCODINGS);
    await received(Buffer.concat([Buffer.of(1), encodeSetEncodings([0, -223])]));
  });

  it('closes at an unknown message only where the BMC knows no others', async () => {
    const unknown = Buffer.of(99, 1, 2, 3);
    fixture = await ProxyFixture.open();
    const free = await fixture.watch();
    free.send(unknown);
    await received(Buffer.concat([Buffer.of(1), unknown]));
    await fixture.close();
    fixture = await ProxyFixture.open({ connection: { quirks: { unknownMessages: 'close' } } });
    const bound = await fixture.watch();
    bound.send(unknown);
    expect((await bound.closed).code).toBe(4400);
    expect(fixture.bmc.received).toEqual(Buffer.of(1));
  });

  it.each([{ encodings: [0, -223] }, { maxBitsPerPixel: 16 as const }, { maxClientMessageBytes: 128 }])(
    'lets no viewer past the quirks %j by an unknown message',
    async (quirks) => {
      fixture = await ProxyFixture.open({ connection: { quirks } });
      const viewer = await fixture.watch();
      viewer.send(Buffer.concat([Buffer.of(99), encodeSetPixelFormat(RGB888), ENCODINGS]));
      expect((await viewer.closed).code).toBe(4400);
      expect(fixture.bmc.received).toEqual(Buffer.of(1));
    },
  );

  describe('that is read-only', () => {
    const forbidden: readonly (readonly [string, Buffer])[] = [
      ['a key', Buffer.from(KEY)],
      ['the pointer', Buffer.from('050100000000', 'hex')],
      ['cut text', Buffer.from('060000000000000141', 'hex')],
      ['an extended clipboard', Buffer.from('06000000fffffffc00000001', 'hex')],
      ["QEMU's key", Buffer.from('ff0000010000004100000041', 'hex')],
      ['xvp', Buffer.from('fa000102', 'hex')],
      ['a new desktop size', Buffer.from('fb00040003000000', 'hex')],
      ['a fence', Buffer.from('f80000000000000000', 'hex')],
    ];

    async function expectDropped(viewer: TestViewer): Promise<void> {
      const expected: Buffer[] = [Buffer.of(1)];
      for (const [, message] of forbidden) {
        viewer.send(Buffer.concat([message, UPDATE_REQUEST]));
        viewer.send(Buffer.concat([UPDATE_REQUEST, message]));
        viewer.send(message.subarray(0, 3));
        viewer.send(Buffer.concat([message.subarray(3), UPDATE_REQUEST]));
        expected.push(...Array.from({ length: 3 }, () => UPDATE_REQUEST));
      }
      await received(Buffer.concat(expected));
    }

    it('drops what would touch the server, wherever it stands in a frame', async () => {
      fixture = await ProxyFixture.open();
      await expectDropped(await fixture.watch({ mode: 'read-only' }));
    });

    it('is so for everybody where the operator says so', async () => {
      fixture = await ProxyFixture.open({ proxy: { readOnly: true } });
      expect((await fixture.redeem()).mode).toBe('read-only');
      await expectDropped(await fixture.watch({ mode: 'read-write' }));
    });

    it('closes at an unknown message', async () => {
      fixture = await ProxyFixture.open();
      const viewer = await fixture.watch({ mode: 'read-only' });
      viewer.send(Buffer.concat([Buffer.of(99), KEY]));
      expect((await viewer.closed).code).toBe(4400);
      expect(fixture.bmc.received).toEqual(Buffer.of(1));
    });
  });
});
