import { everySplit } from '@ironbridge/testkit';
import { HistoryText } from './history-text.js';

const NOW = new Date('2026-11-25T03:00:00.000Z');
const STAMP = '2026-11-25T03:00:00.000Z ';

function historyOf(chunks: readonly Uint8Array[]): string {
  const text = new HistoryText();
  return chunks.map((chunk) => text.add(chunk, NOW)).join('');
}

describe('HistoryText', () => {
  it.each([
    ['begins each line with the time', 'one\r\ntwo\n', `${STAMP}one\n${STAMP}two\n`],
    ['keeps empty lines', '\n\r\n', `${STAMP}\n${STAMP}\n`],
    ['writes a prompt before its line ends', 'login: ', `${STAMP}login: `],
    ['shows a carriage return that ends no line', '10%\r20%\r\n', `${STAMP}10%^M20%\n`],
    ['shows control characters, and keeps tabs', '\x1b[2J\x07\t\x7f\n', `${STAMP}^[[2J^G\t^?\n`],
    ['shows C1 control characters', '\u009b31m\n', `${STAMP}M-^[31m\n`],
    ['keeps text in UTF-8', 'grüße €\n', `${STAMP}grüße €\n`],
  ])('%s', (_, line, expected) => {
    for (const chunks of everySplit(Buffer.from(line))) expect(historyOf(chunks)).toBe(expected);
  });

  it('lets no terminal obey bytes that are no UTF-8 (CVE-2024-35164)', () => {
    const all = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    const obeyed = Array.from(historyOf([all])).filter((character) => {
      const code = character.charCodeAt(0);
      return (code < 0x20 && character !== '\n' && character !== '\t') || (code >= 0x7f && code < 0xa0);
    });
    expect(obeyed).toEqual([]);
  });

  it('cuts a line that does not end', () => {
    const lines = historyOf([Buffer.alloc(10_000, 'x')]).split('\n');
    expect(lines.length).toBeGreaterThan(2);
    expect(lines.every((line) => line.startsWith(STAMP) && line.length < 4200)).toBe(true);
  });

  it('lets times never run backwards', () => {
    const text = new HistoryText();
    text.add(Buffer.from('a\n'), NOW);
    expect(text.add(Buffer.from('b\n'), new Date(NOW.getTime() - 60_000))).toBe(`${STAMP}b\n`);
  });

  it('puts a note on a line of its own', () => {
    const text = new HistoryText();
    expect(text.add(Buffer.from('login: '), NOW) + text.note('down', NOW)).toBe(
      `${STAMP}login: \n${STAMP}-- down --\n`,
    );
  });
});
