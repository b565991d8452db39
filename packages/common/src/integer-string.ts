import { z } from 'zod';

/** An integer, or its digits: Ironic's clients send all values of driver_info as strings. */
export function integerString(min: number, max: number): z.ZodType<number, number | string> {
  const message = `must be an integer from ${String(min)} to ${String(max)}`;
  return z.union([z.number(), z.string()], { error: message }).transform((value, context) => {
    const number = typeof value === 'number' ? value : /^\d{1,9}$/.test(value) ? Number(value) : NaN;
    if (Number.isInteger(number) && number >= min && number <= max) return number;
    context.issues.push({ code: 'custom', input: value, message });
    return z.NEVER;
  });
}
