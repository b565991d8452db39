import fc from 'fast-check';
import { LineRing } from './line-ring.js';

function replayOf(capacity: number, ...texts: readonly string[]): string {
  const ring = new LineRing(capacity);
  for (const text of texts) ring.push(Buffer.from(text));
  return ring.replay().toString();
}

/** The same, the slow way. */
function expected(capacity: number, text: string): string {
  const kept = text.slice(-capacity);
  const before = text.slice(0, text.length - kept.length);
  if (before === '' || before.endsWith('\n')) return kept;
  return kept.slice(kept.indexOf('\n') + 1);
}

describe('LineRing', () => {
  it('gives back all while it has room for all', () => {
    expect(replayOf(16, 'log', 'in: ')).toBe('login: ');
    expect(replayOf(7, 'login: ')).toBe('login: ');
    expect(replayOf(7)).toBe('');
  });

  it('begins at the start of a line once the oldest bytes are gone', () => {
    expect(replayOf(8, 'one\ntwo\nthree\n')).toBe('three\n');
    expect(replayOf(8, 'one\ntwo\n', 'abc')).toBe('two\nabc');
  });

  it('loses no line whose first byte is the oldest that is kept', () => {
    expect(replayOf(6, 'one\n', 'three\n')).toBe('three\n');
    expect(replayOf(6, 'x\nthree\n')).toBe('three\n');
  });

  it('gives what it has of a line longer than itself', () => {
    expect(replayOf(4, 'abcdefgh')).toBe('efgh');
  });

  it('gives the last bytes from a line start, for any text and any cut', () => {
    const chunks = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '\n'), maxLength: 12 }));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 }), chunks, (capacity, texts) => {
        expect(replayOf(capacity, ...texts)).toBe(expected(capacity, texts.join('')));
      }),
    );
  });

  it('keeps nothing of what it was given by reference', () => {
    const ring = new LineRing(8);
    const chunk = Buffer.from('abc');
    ring.push(chunk);
    const replayed = ring.replay();
    chunk.fill('x');
    ring.push(Buffer.from('12345678'));
    expect(replayed.toString()).toBe('abc');
  });
});
