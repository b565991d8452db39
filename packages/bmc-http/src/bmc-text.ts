import { redact } from '@ironbridge/common';

const MAX_LENGTH = 400;

/**
 * A BMC's words, fit for messages and logs: without any of `secrets` (a BMC repeats the value that it refuses), without
 * control characters, and bounded.
 */
export function cleanBmcText(text: string, secrets: Iterable<string>): string {
  const clean = redact(text, secrets)
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim();
  return clean.length > MAX_LENGTH ? `${clean.slice(0, MAX_LENGTH)}…` : clean;
}
