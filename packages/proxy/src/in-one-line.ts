const MAX_WORDS_LENGTH = 256;

/** Words that are anybody's, for a log: bounded, and without control and formatting characters. */
export function inOneLine(text = ''): string {
  return text.slice(0, MAX_WORDS_LENGTH).replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ', ');
}
