import { Secret, secretString } from '@ironbridge/common';
import { randomInt } from 'node:crypto';
import type { z } from 'zod';

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

/** A driver_info value that is the password of a VNC server (RFC 6143 section 7.2.2). */
export function vncPassword(description: string): z.ZodOptional<z.ZodType<Secret, string | number>> {
  return secretString(description)
    .refine(
      (secret) => /^[\x20-\x7e]{1,8}$/.test(secret.reveal()),
      'must be 1 to 8 printable ASCII characters',
    )
    .optional()
    .meta({ description, secret: true });
}
