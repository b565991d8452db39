import { everySplit } from '@ironbridge/testkit';
import { EscapeKeys } from './escape-keys.js';

/** What comes of the keys: text that is sent, and commands in angle brackets. */
function meaningOf(chunks: readonly Uint8Array[]): string {
  const keys = new EscapeKeys();
  return chunks
    .flatMap((chunk) => keys.push(chunk))
    .map((meaning) => (meaning.kind === 'send' ? meaning.bytes.toString('latin1') : `<${meaning.kind}>`))
    .join('');
}

describe('EscapeKeys', () => {
  it.each([
    ['~.', '<leave>'],
    ['~B', '<break>'],
    ['~?', '<help>'],
    ['~~', '~'],
    ['ls\r~.', 'ls\r<leave>'],
    ['ls\n~.', 'ls\n<leave>'],
    ['ls~.', 'ls~.'],
    ['cd ~/x\r', 'cd ~/x\r'],
    ['~/x\r', '~/x\r'],
    ['~~.\r', '~.\r'],
    ['~\r~.', '~\r<leave>'],
    ['~B~B', '<break><break>'],
    ['~?ls\r', '<help>ls\r'],
    ['\xff~.', '\xff~.'],
    ['\x03~.', '\x03~.'],
  ])('takes %j for %j, however it is cut', (typed, meant) => {
    for (const chunks of everySplit(Buffer.from(typed, 'latin1'))) expect(meaningOf(chunks)).toBe(meant);
  });

  it('holds a tilde back until it is known what it is for', () => {
    const keys = new EscapeKeys();
    expect(keys.push(Buffer.from('~'))).toEqual([]);
    expect(keys.push(Buffer.from('x'))).toEqual([{ kind: 'send', bytes: Buffer.from('~x') }]);
  });
});
