import type { JsonValue } from '@ironbridge/common';
import { z } from 'zod';
import { UnknownStateError } from './errors.js';

const IdracSocatStateSchema = z.strictObject({
  version: z.literal(1),
  /** Hash of all that ssh gets: another one needs another socat. */
  digest: z.string(),
  /** How the iDRAC takes the password, in SSH's words (RFC 4252 section 5.1). */
  loginMethod: z.enum(['keyboard-interactive', 'password']),
  /** The socat that listens, once it does. */
  socat: z.strictObject({ pid: z.int(), startTime: z.string(), bootId: z.string() }).nullable(),
});

/** What idrac-socat keeps between start and stop. The digest covers a password, so it is for encrypted storage only. */
export type IdracSocatState = z.output<typeof IdracSocatStateSchema>;

/** @throws UnknownStateError */
export function parseState(value: JsonValue | null): IdracSocatState | null {
  if (value === null) return null;
  const parsed = IdracSocatStateSchema.safeParse(value);
  if (!parsed.success) throw new UnknownStateError();
  return parsed.data;
}
