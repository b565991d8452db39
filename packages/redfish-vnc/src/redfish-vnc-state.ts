import type { JsonValue } from '@ironbridge/common';
import { z } from 'zod';
import { UnknownStateError } from './errors.js';
import { STRATEGY_NAMES } from './strategy-names.js';

const RedfishVncStateSchema = z.strictObject({
  version: z.literal(1),
  /** By which the VNC server was switched on. */
  strategy: z.enum(STRATEGY_NAMES),
  /** Whether the first start found it on; later starts of the same console do not touch this. */
  foundEnabled: z.boolean(),
  /** The last that was written, or was about to be; null where none can be set. */
  password: z.string().nullable(),
  /** Whether the administrator chose that password. */
  isGivenPassword: z.boolean(),
});

/** What redfish-vnc keeps between start and stop. It holds a password, so it is for encrypted storage only. */
export type RedfishVncState = z.output<typeof RedfishVncStateSchema>;

/** @throws UnknownStateError */
export function parseState(value: JsonValue | null): RedfishVncState | null {
  if (value === null) return null;
  const parsed = RedfishVncStateSchema.safeParse(value);
  if (!parsed.success) throw new UnknownStateError();
  return parsed.data;
}
