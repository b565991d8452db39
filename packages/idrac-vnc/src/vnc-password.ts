import { Secret } from '@ironbridge/common';
import { randomInt } from 'node:crypto';

const CLASSES = [
  'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  'abcdefghijklmnopqrstuvwxyz',
  '0123456789',
  // Nothing that a shell, a URL, JSON or XML gives a meaning to.
  '!*+-.=@_~^',
] as const;
const ALPHABET = CLASSES.join('');
const LENGTH = 8;

/**
 * A random password for VNC authentication, which looks at 8 characters and no more. All four classes are in it, as the
 * security policy of an iDRAC may demand; every such password is equally likely, which makes more than 47 random bits.
 *
 * @param random an integer in [0, max), without bias
 */
export function createVncPassword(random: (max: number) => number = randomInt): Secret {
  for (;;) {
    const characters = Array.from({ length: LENGTH }, () => ALPHABET.charAt(random(ALPHABET.length)));
    if (CLASSES.every((members) => characters.some((character) => members.includes(character)))) {
      return new Secret(characters.join(''));
    }
  }
}
