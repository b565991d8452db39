import { Secret } from '@ironbridge/common';

import { RfbPasswordError } from './errors.js';
import { encryptChallenge } from './security-vnc.js';

function respond(password: string, challengeHex: string): string {
  return encryptChallenge(new Secret(password), Buffer.from(challengeHex, 'hex')).toString('hex');
}

const ZEROES = '00'.repeat(16);

describe('encryptChallenge', () => {
  it('is DES with the bits of each key byte reversed, by the vector of FIPS 81', () => {
    // Key 0123456789abcdef, each byte reversed; the text is "Now is the time ".
    const password = Buffer.from('80c4a2e691d5b3f7', 'hex').toString('latin1');
    expect(respond(password, '4e6f77206973207468652074696d6520')).toBe('3fa40e8a984d48156a271787ab8883f9');
  });

  it('answers as TigerVNC 1.12.0 expects, by a recorded login', () => {
    expect(respond('secret12', '5cc7ce307997aab0942aff5ad70f32d0')).toBe('175767e1671b8b5f0c276403a2a6d441');
  });

  it('uses a zero key when the password is empty', () => {
    expect(respond('', ZEROES)).toBe('8ca64de9c1b123a7'.repeat(2));
  });

  it('pads a password of one character with zero bytes', () => {
    expect(respond('a', ZEROES)).toBe(respond('a\0\0\0\0\0\0\0', ZEROES));
    expect(respond('a', ZEROES)).not.toBe(respond('aa', ZEROES));
  });

  it('cuts the password after eight characters', () => {
    expect(respond('12345678', ZEROES)).toBe(respond('123456789', ZEROES));
    expect(respond('12345678', ZEROES)).not.toBe(respond('1234567', ZEROES));
  });

  it('takes characters up to U+00FF as Latin-1', () => {
    // 0x80 reversed is 0x01, whose only bit is the parity bit that DES ignores; 0xe9 reversed is 0x97.
    expect(respond('\u0080', ZEROES)).toBe(respond('', ZEROES));
    expect(respond('\u00e9', ZEROES)).toBe(respond('\u0069', ZEROES));
  });

  it('refuses a character outside Latin-1, and does not repeat the password', () => {
    expect(() => respond('hunter€2', ZEROES)).toThrow(RfbPasswordError);
    expect(() => respond('hunter€2', ZEROES)).not.toThrow(/hunter/);
  });

  it('does not look at characters that are cut off', () => {
    expect(respond('12345678€', ZEROES)).toBe(respond('12345678', ZEROES));
  });
});
