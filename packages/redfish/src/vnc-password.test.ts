import { createVncPassword } from './vnc-password.js';

describe('createVncPassword', () => {
  const passwords = Array.from({ length: 500 }, () => createVncPassword().reveal());

  it('gives 8 characters of all four classes', () => {
    for (const password of passwords) {
      expect(password).toMatch(/^[A-Za-z0-9!*+\-.=@_~^]{8}$/);
      for (const members of [/[A-Z]/, /[a-z]/, /[0-9]/, /[^A-Za-z0-9]/]) expect(password).toMatch(members);
    }
  });

  it('never gives the same one twice', () => {
    expect(new Set(passwords).size).toBe(passwords.length);
  });

  it('draws again where a class is missing', () => {
    const draws = [...Array<number>(8).fill(0), 0, 26, 52, 62, 1, 27, 53, 63];
    expect(createVncPassword(() => draws.shift() ?? 0).reveal()).toBe('Aa0!Bb1*');
  });

  it('has more than 40 random bits', () => {
    // Of 72^8 texts the share that has all four classes, by inclusion and exclusion over the classes.
    const sizes = [26, 26, 10, 10];
    let count = 0;
    for (let without = 0; without < 16; without += 1) {
      const missing = sizes.filter((_, index) => ((without >> index) & 1) === 1);
      const left = 72 - missing.reduce((sum, size) => sum + size, 0);
      count += (missing.length % 2 === 0 ? 1 : -1) * left ** 8;
    }
    expect(Math.log2(count)).toBeGreaterThan(47);
  });
});
