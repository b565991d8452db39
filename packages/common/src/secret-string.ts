import { z } from 'zod';
import { Secret } from './secret.js';

/**
 * A driver_info or config value that must not be shown: parsed into a Secret, and marked so that masking and the list of
 * properties know it. Numbers are taken as their decimal digits, as Ironic takes them.
 */
export function secretString(description: string): z.ZodType<Secret, string | number> {
  return z
    .union([z.string(), z.number()])
    .transform((value) => new Secret(String(value)))
    .meta({ description, secret: true });
}
