import { parseTokenFragment } from './parse-token-fragment.js';

describe('parseTokenFragment', () => {
  it.each([
    ['#token=abc.def-_', 'abc.def-_'],
    ['#autoconnect=1&token=abc', 'abc'],
    ['token=abc', 'abc'],
    ['#token=a%2Bb', 'a+b'],
  ])('finds the token of %s', (fragment, token) => {
    expect(parseTokenFragment(fragment)).toBe(token);
  });

  it.each(['', '#', '#token=', '#other=abc', '#abc'])('finds none in "%s"', (fragment) => {
    expect(parseTokenFragment(fragment)).toBeNull();
  });
});
