import type { JsonValue } from '@ironbridge/common';
import { z } from 'zod';
import { UnknownStateError } from './errors.js';

const IpmitoolSocatStateSchema = z.strictObject({
  version: z.literal(1),
  /** The cipher suite that worked; null leaves the choice to ipmitool. */
  cipherSuite: z.string().nullable(),
  /** Hash of all that ipmitool gets: another one needs another socat. */
  digest: z.string(),
  /** The socat that listens, once it does. */
  socat: z.strictObject({ pid: z.int(), startTime: z.string(), bootId: z.string() }).nullable(),
  /** Whether a session of ours may have the serial line, so that a slot found taken may be freed. */
  mayHoldSol: z.boolean(),
});

/** What ipmitool-socat keeps between start and stop. The digest covers a password, so it is for encrypted storage only. */
export type IpmitoolSocatState = z.output<typeof IpmitoolSocatStateSchema>;

/** @throws UnknownStateError */
export function parseState(value: JsonValue | null): IpmitoolSocatState | null {
  if (value === null) return null;
  const parsed = IpmitoolSocatStateSchema.safeParse(value);
  if (!parsed.success) throw new UnknownStateError();
  return parsed.data;
}
