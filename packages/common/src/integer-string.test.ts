import { integerString } from './integer-string.js';

describe('integerString', () => {
  it.each([
    [1, 1],
    ['1', 1],
    ['0065535', 65535],
    [65535, 65535],
  ])('takes %j', (value, meant) => {
    expect(integerString(1, 65535).parse(value)).toBe(meant);
  });

  it.each([[0], ['65536'], ['1 '], [''], ['0x1'], [1.5], [true], [null], ['9999999999']])(
    'refuses %j and names the bounds',
    (value) => {
      const { success, error } = integerString(1, 65535).safeParse(value);
      expect(success).toBe(false);
      expect(error?.issues[0]?.message).toBe('must be an integer from 1 to 65535');
    },
  );
});
