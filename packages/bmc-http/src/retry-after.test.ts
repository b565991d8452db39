import { parseRetryAfter } from './retry-after.js';

describe('parseRetryAfter', () => {
  it('reads seconds', () => {
    expect(parseRetryAfter('120')).toBe(120_000);
  });

  it('reads a date', () => {
    const nowMs = Date.parse('Sun, 06 Nov 1994 08:49:37 GMT');
    expect(parseRetryAfter('Sun, 06 Nov 1994 08:49:40 GMT', nowMs)).toBe(3_000);
    expect(parseRetryAfter('Sun, 06 Nov 1994 08:49:30 GMT', nowMs)).toBe(0);
  });

  it.each([undefined, '', 'soon', '-5', '99999999999999999999'])('gives 0 for %j', (header) => {
    expect(parseRetryAfter(header)).toBe(0);
  });
});
