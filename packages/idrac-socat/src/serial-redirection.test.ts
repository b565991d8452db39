import { parseSerialRedirection } from './serial-redirection.js';

describe('parseSerialRedirection', () => {
  it('reads what racadm answers', () => {
    const answer = '[Key=iDRAC.Embedded.1#SerialRedirection.1]\r\nEnable=Disabled\r\nQuitKey=^]\r\n';
    expect(parseSerialRedirection(answer)).toEqual({ isEnabled: false, quitByte: 0x1d });
    expect(parseSerialRedirection('Enable=Enabled\nHistorySize=8192\nQuitKey=^\\\n')).toEqual({
      isEnabled: true,
      quitByte: 0x1c,
    });
  });

  it('takes what is not said as it comes from the factory', () => {
    expect(parseSerialRedirection('ERROR: Unknown command specified')).toEqual({
      isEnabled: undefined,
      quitByte: 0x1c,
    });
  });

  it('takes a small letter for the same key', () => {
    expect(parseSerialRedirection('QuitKey=^x').quitByte).toBe(0x18);
  });
});
