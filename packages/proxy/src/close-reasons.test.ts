import { SESSION_CLOSED_REASONS } from './close-reasons.js';

/** RFC 6455 section 5.5: a control frame has 125 bytes, of which the code takes two. */
const MAX_PHRASE_BYTES = 123;

describe('SESSION_CLOSED_REASONS', () => {
  const reasons = Object.entries(SESSION_CLOSED_REASONS);

  it.each(reasons)('has a phrase for %s that fits into a close frame', (_reason, { phrase }) => {
    expect(Buffer.byteLength(phrase)).toBeLessThan(MAX_PHRASE_BYTES);
  });

  it.each(reasons)('has a close code for %s that an application may send', (_reason, { closeCode }) => {
    const isPrivate = closeCode >= 4000 && closeCode <= 4999;
    expect(isPrivate || closeCode === 1000 || closeCode === 1012).toBe(true);
  });
});
