import { keysymsOfText } from './keysyms-of-text.js';

describe('keysymsOfText', () => {
  it('types Latin-1 by its code points, and the rest by Unicode keysyms', () => {
    expect(keysymsOfText('aÄ€😀')).toEqual([0x61, 0xc4, 0x010020ac, 0x0101f600]);
  });

  it('presses Return once for each line end of any kind', () => {
    expect(keysymsOfText('a\nb\r\nc\rd')).toEqual([0x61, 0xff0d, 0x62, 0xff0d, 0x63, 0xff0d, 0x64]);
  });

  it('presses Tab, and leaves other control characters out', () => {
    expect(keysymsOfText('\t\u0000\u001b\u007f\u009b')).toEqual([0xff09]);
  });
});
