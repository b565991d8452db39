import { everySplit } from '@ironbridge/testkit';
import fc from 'fast-check';
import { SerialEscapeFilter, type SerialEscapeOptions } from './serial-escape-filter.js';

const TILDE: SerialEscapeOptions = { byte: 0x7e, atLineStart: true, literal: 'doubled' };
const CTRL_BACKSLASH: SerialEscapeOptions = { byte: 0x1c, atLineStart: false, literal: 'impossible' };

function typed(escape: SerialEscapeOptions | undefined, text: string): string {
  const filter = new SerialEscapeFilter(escape);
  return Buffer.from(filter.filter(Buffer.from(text, 'latin1'))).toString('latin1');
}

/** What ipmitool makes of its input: the text it sends, and the commands it took (lib/ipmi_sol.c, processSolUserInput). */
function ipmitool(input: Uint8Array): { sent: string; commands: string } {
  let sent = '';
  let commands = '';
  let wasLineEnd = true;
  let isPending = false;
  for (const char of Buffer.from(input).toString('latin1')) {
    if (isPending) {
      isPending = false;
      if ('.B?\x1a\x18'.includes(char)) {
        commands += char;
        continue;
      }
      sent += char === '~' ? '~' : `~${char}`;
    } else if (wasLineEnd && char === '~') {
      isPending = true;
      continue;
    } else {
      sent += char;
    }
    wasLineEnd = char === '\r' || char === '\n';
  }
  return { sent, commands };
}

describe('SerialEscapeFilter', () => {
  it.each([
    ['the first byte of all', '~.', '~~.'],
    ['the first byte after CR', 'ls\r~.', 'ls\r~~.'],
    ['the first byte after LF', 'ls\n~B', 'ls\n~~B'],
    ['no other byte of a line', 'cd ~/x~\r', 'cd ~/x~\r'],
    ['one of two', '~~.', '~~~.'],
  ])('doubles %s', (_, text, expected) => {
    expect(typed(TILDE, text)).toBe(expected);
  });

  it('drops a byte that cannot be sent, wherever it stands', () => {
    expect(typed(CTRL_BACKSLASH, '\x1ca\x1cb\r\x1c')).toBe('ab\r');
  });

  it('passes everything to a program that takes no commands', () => {
    expect(typed(undefined, '~.\r~.')).toBe('~.\r~.');
  });

  it('remembers the start of a line from one chunk to the next', () => {
    const text = Buffer.from('~.ab\r~~\n\r~x~\r~');
    for (const chunks of everySplit(text)) {
      const filter = new SerialEscapeFilter(TILDE);
      const output = Buffer.concat(chunks.map((chunk) => filter.filter(chunk)));
      expect(output.toString()).toBe(typed(TILDE, text.toString()));
    }
  });

  it('lets ipmitool send any bytes as they were typed and take only the commands that were meant', () => {
    const text = fc.string({ unit: fc.constantFrom('~', '\r', '\n', '.', 'B', 'a', '?') });
    const step = fc.oneof(text, fc.constant(null));
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const filter = new SerialEscapeFilter(TILDE);
        const parts = steps.map((each) =>
          each === null ? filter.command('~B') : filter.filter(Buffer.from(each)),
        );
        const { sent, commands } = ipmitool(Buffer.concat(parts));
        expect(commands).toBe('B'.repeat(steps.filter((each) => each === null).length));
        // A break in the middle of a line costs a carriage return.
        const literal = steps.reduce<string>((so, each) => {
          if (each !== null) return so + each;
          return so === '' || /[\r\n]$/.test(so) ? so : `${so}\r`;
        }, '');
        expect(sent.replace(/~$/, '')).toBe(literal.replace(/~$/, ''));
      }),
    );
  });
});

describe('takesCommand', () => {
  it('is true where a command needs nothing before it', () => {
    const filter = new SerialEscapeFilter(TILDE);
    expect(filter.takesCommand).toBe(true);
    filter.filter(Buffer.from('rm'));
    expect(filter.takesCommand).toBe(false);
    filter.filter(Buffer.from('\r'));
    expect(filter.takesCommand).toBe(true);
    expect(new SerialEscapeFilter(undefined).takesCommand).toBe(false);
  });
});
