import { lastWords } from './last-words.js';

describe('lastWords', () => {
  it('is the last line that says something, without what could write on a terminal', () => {
    expect(lastWords(Buffer.from('one\r\n\x1b]0;two\x07\r\n\r\n'))).toBe(']0;two');
    expect(lastWords(Buffer.from('\r\n'))).toBe('');
    expect(lastWords(Buffer.from('x'.repeat(500)))).toHaveLength(200);
  });

  it('is not what the machine said, where the beginnings of the program’s own lines are known', () => {
    const farewells = ['SOL session closed', 'Error'];
    const ended = Buffer.from('login: Error sending SOL data: FAIL\r\nSOL session closed by BMC\r\n');
    expect(lastWords(ended, farewells)).toBe('SOL session closed by BMC');
    expect(lastWords(Buffer.from('login: '), farewells)).toBe('');
  });
});
