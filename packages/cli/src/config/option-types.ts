import { z } from 'zod';

/** The forms in which options stand in a file: all are text there. */

const TRUE = ['true', '1', 'yes', 'on'];
const FALSE = ['false', '0', 'no', 'off'];

/** A boolean as oslo.config reads it. */
export const booleanOption = z
  .string()
  .toLowerCase()
  .refine((text) => [...TRUE, ...FALSE].includes(text), 'must be true or false')
  .transform((text) => TRUE.includes(text));

/** Names separated by commas; white space around them does not count. */
export const listOption = z.string().transform((text) =>
  text
    .split(/[,\n]/)
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);

function numberOption(min: number, max: number): z.ZodType<number, string> {
  return z
    .string()
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .refine((number) => number >= min && number <= max, `must be from ${String(min)} to ${String(max)}`);
}

/** A TCP port; 0 takes any that is free. */
export const portOption = numberOption(0, 65535);

export const countOption = numberOption(1, 100_000);

/** Seconds in the file, milliseconds inside. A timer of Node waits 2^31 ms at most, and ends at once where it is given more. */
export const secondsOption = numberOption(1, 86_400 * 24).transform((seconds) => seconds * 1000);

export const urlOption = z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' });

export const textOption = z.string().min(1, 'must not be empty');
