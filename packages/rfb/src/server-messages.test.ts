import { InternalError } from '@ironbridge/common';

import { RfbProtocolError } from './errors.js';
import { encodeFramebufferUpdate } from './framebuffer-update.js';
import { HandshakeRunner } from './handshake-runner.js';
import { decodePixelFormat, encodePixelFormat, RGB555, RGB888 } from './pixel-format.js';
import { encodeServerInit, MAX_NAME_BYTES, readServerInit } from './server-init.js';

const IDRAC = { width: 1024, height: 768, pixelFormat: RGB555, name: 'OpenVNC' };

describe('encodeServerInit', () => {
  it('gives the bytes of the RFC', () => {
    expect(encodeServerInit(IDRAC).toString('hex')).toBe(
      '04000300100f0001001f001f001f0a0500000000000000074f70656e564e43',
    );
  });
});

describe('readServerInit', () => {
  function runner() {
    const started = new HandshakeRunner(readServerInit());
    started.start();
    return started;
  }

  it('keeps the bytes after the name', () => {
    const reader = runner();
    reader.push(Buffer.concat([encodeServerInit(IDRAC), Buffer.of(1, 2, 3)]));
    expect(reader.result).toEqual(IDRAC);
    expect([...reader.rest]).toEqual([1, 2, 3]);
  });

  it('needs no name', () => {
    const reader = runner();
    reader.push(encodeServerInit({ ...IDRAC, name: '' }));
    expect(reader.result).toEqual({ ...IDRAC, name: '' });
  });

  it('reads the longest name, and not one byte more', () => {
    const name = 'n'.repeat(MAX_NAME_BYTES);
    const reader = runner();
    reader.push(encodeServerInit({ ...IDRAC, name }));
    expect(reader.result?.name).toBe(name);
    expect(() => runner().push(encodeServerInit({ ...IDRAC, name: `${name}n` }))).toThrow(
      /at most 4096 are read/,
    );
  });

  it('does not wait for a name of 4 GiB (CVE-2023-43826 class)', () => {
    const head = encodeServerInit({ ...IDRAC, name: '' });
    head.writeUInt32BE(0xffff_ffff, 20);
    expect(() => runner().push(head)).toThrow(/at most 4096 are read/);
  });
});

describe('decodePixelFormat', () => {
  it.each([RGB555, RGB888])('is the inverse of encodePixelFormat', (format) => {
    expect(decodePixelFormat(encodePixelFormat(format))).toEqual(format);
  });

  it('refuses other lengths than sixteen', () => {
    expect(() => decodePixelFormat(Buffer.alloc(15))).toThrow(RfbProtocolError);
  });
});

describe('encodeFramebufferUpdate', () => {
  it('gives the bytes of the RFC', () => {
    const update = encodeFramebufferUpdate([
      { x: 1, y: 2, width: 2, height: 1, pixels: Buffer.from('aabbccdd', 'hex') },
      { x: 3, y: 4, width: 1, height: 1, pixels: Buffer.from('ee', 'hex') },
    ]);
    expect(update.toString('hex')).toBe(
      ['00000002', '000100020002000100000000aabbccdd', '000300040001000100000000ee'].join(''),
    );
  });

  it('refuses pixels that do not fill the rectangle', () => {
    const rectangle = { x: 0, y: 0, width: 2, height: 2, pixels: Buffer.alloc(5) };
    expect(() => encodeFramebufferUpdate([rectangle])).toThrow(InternalError);
  });
});
