import { secretString } from './secret-string.js';

describe('secretString', () => {
  it.each([
    ['calvin', 'calvin'],
    [12345678, '12345678'],
  ])('takes %p', (value, text) => {
    expect(secretString('x').parse(value).reveal()).toBe(text);
  });

  it.each([[true], [null], [{}]])('refuses %p', (value) => {
    expect(secretString('x').safeParse(value).success).toBe(false);
  });
});
