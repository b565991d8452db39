import { PacedText } from './paced-text.js';

describe('PacedText', () => {
  let sent: string[];
  let changes: boolean[];
  let paced: PacedText;

  beforeEach(() => {
    jest.useFakeTimers();
    sent = [];
    changes = [];
    paced = new PacedText(
      (text) => sent.push(text),
      (isSending) => {
        expect(paced.isSending).toBe(isSending);
        changes.push(isSending);
      },
    );
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('sends a short text at once', () => {
    paced.push('ls\r');
    expect(sent).toEqual(['ls\r']);
    jest.runAllTimers();
    expect(sent).toEqual(['ls\r']);
    expect(changes).toEqual([true, false]);
  });

  it('sends a long text whole, in order, no faster than a serial line', () => {
    const text = Array.from({ length: 2_000 }, (_, i) => `${String(i)},`).join('');
    paced.push(text);
    jest.advanceTimersByTime(500);
    expect(sent.join('').length).toBeLessThanOrEqual(11 * 512);
    jest.runAllTimers();
    expect(sent.join('')).toBe(text);
    expect(changes).toEqual([true, false]);
  });

  it('cuts no character in two', () => {
    const text = `${'x'.repeat(511)}${'🙂'.repeat(600)}`;
    paced.push(text);
    jest.runAllTimers();
    expect(sent.some((piece) => /\p{Surrogate}/u.test(piece))).toBe(false);
    expect(sent.join('')).toBe(text);
  });

  it('puts a second text behind the first', () => {
    paced.push('a'.repeat(600));
    paced.push('b');
    jest.runAllTimers();
    expect(sent.join('')).toBe(`${'a'.repeat(600)}b`);
  });

  it('sends no more once it was stopped', () => {
    paced.push('a'.repeat(6_000));
    paced.stop();
    jest.runAllTimers();
    expect(sent.join('')).toHaveLength(512);
    expect(changes).toEqual([true, false]);
    expect(paced.isSending).toBe(false);
  });
});
