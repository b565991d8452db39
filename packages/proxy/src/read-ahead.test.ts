import { ReadAhead } from './read-ahead.js';

const KIB = 1024;
const MAX_KIB = 512;

/** Reads as a socket does: up to `bytes` of `value` into the memory that is offered. */
function read(reader: ReadAhead, bytes: number, value = 0): number {
  const { buffer, callback } = reader.onread;
  const memory = typeof buffer === 'function' ? buffer() : buffer;
  const length = Math.min(bytes, memory.length);
  memory.fill(value, 0, length);
  callback(length, memory);
  return length;
}

function offered({ onread: { buffer } }: ReadAhead): number {
  return (typeof buffer === 'function' ? buffer() : buffer).length;
}

describe('ReadAhead', () => {
  it('takes more with each read while there is more, and holds little once there is not', () => {
    const reader = new ReadAhead();
    reader.receive(() => undefined);
    const sizes = Array.from({ length: 5 }, () => read(reader, Infinity) / KIB);
    expect(sizes).toEqual([16, 64, 256, MAX_KIB, MAX_KIB]);
    read(reader, 100);
    expect(offered(reader)).toBe(16 * KIB);
  });

  it('keeps what comes before anybody receives', () => {
    const reader = new ReadAhead();
    for (const value of [1, 2]) read(reader, 10, value);
    const received: number[] = [];
    reader.receive((chunk) => received.push(chunk.length, ...chunk.subarray(0, 1)));
    expect(received).toEqual([10, 1, 10, 2]);
  });

  it.each([
    ['whole', (chunk: Buffer) => [chunk]],
    ['in pieces', (chunk: Buffer) => [chunk.subarray(0, 7), chunk.subarray(7)]],
  ])('reads into a few blocks again and again where chunks come back %s', (_how, pieces) => {
    const reader = new ReadAhead();
    const blocks = new Set<ArrayBufferLike>();
    const away: Buffer[] = [];
    reader.receive((chunk) => {
      blocks.add(chunk.buffer);
      away.push(...pieces(chunk));
      // What was read last is still on its way out.
      while (away.length > 2) reader.recycle(away.shift() ?? Buffer.of());
    });
    while (offered(reader) < MAX_KIB * KIB) read(reader, Infinity);
    blocks.clear();
    for (let i = 0; i < 1000; i++) read(reader, i % 3 === 0 ? Infinity : 50 * KIB);
    expect(blocks.size).toBeLessThanOrEqual(4);
  });

  it('never writes into what has not come back, wholly', () => {
    const reader = new ReadAhead();
    const kept: { readonly bytes: Buffer; readonly value: number }[] = [];
    let value = 0;
    reader.receive((chunk) => {
      kept.push({ bytes: chunk.subarray(0, 1), value });
      reader.recycle(chunk.subarray(1));
    });
    for (value = 1; value < 100; value++)
      read(reader, value === 50 ? 100 : ([Infinity, 300 * KIB][value % 2] ?? 0), value);
    expect(kept.map(({ bytes }) => bytes[0])).toEqual(kept.map(({ value: was }) => was));
  });
});
