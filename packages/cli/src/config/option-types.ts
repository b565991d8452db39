import { parsePortRange } from '@ironbridge/conductor';
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

/** The same, and 0 for never. */
export const secondsOrNeverOption = numberOption(0, 86_400 * 24).transform((seconds) => seconds * 1000);

/** An address and a port, `127.0.0.1:6091` or `[::1]:6091`. */
export const addressOption = z
  .string()
  .regex(
    /^(\[[0-9A-Fa-f:.]+\]|[0-9A-Za-z._-]+):\d{1,5}$/,
    'must be an address and a port, such as 127.0.0.1:6091',
  )
  .transform((text) => {
    const at = text.lastIndexOf(':');
    return { host: text.slice(0, at).replace(/^\[|\]$/g, ''), port: Number(text.slice(at + 1)) };
  })
  .refine(({ port }) => port <= 65535, 'the port must be from 0 to 65535');

/** Ranges of ports, `start:end` separated by commas; the end is no part of its range. The texts are Ironic's. */
export const portRangesOption = listOption.transform((ranges, context) => {
  try {
    return ranges.map(parsePortRange);
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
    return z.NEVER;
  }
});

/** A size in bytes. */
export const bytesOption = numberOption(4 * 1024 * 1024, 1024 ** 4);

/** Days in the file, milliseconds inside. */
export const daysOption = numberOption(1, 3650).transform((days) => days * 86_400_000);

export const urlOption = z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' });

export const textOption = z.string().min(1, 'must not be empty');

const AUTH_SCHEMES = ['none', 'vnc', 'vencrypt'] as const;

/** Kinds of security of VNC consoles. */
export const authSchemesOption = listOption.pipe(
  z.array(z.enum(AUTH_SCHEMES, { error: `must be names of ${AUTH_SCHEMES.join(', ')}` })),
);
