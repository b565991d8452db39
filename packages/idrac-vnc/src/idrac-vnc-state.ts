import type { JsonValue } from '@ironbridge/common';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { UnknownStateError } from './errors.js';
import {
  VNC_SETTING_NAMES,
  VncSettingsSchema,
  type VncServer,
  type VncSettings,
} from './vnc-server-attributes.js';

const IdracVncStateSchema = z.strictObject({
  version: z.literal(1),
  /** How the settings were written; states of before there was a choice do not tell. */
  protocol: z.enum(['redfish', 'wsman']).default('redfish'),
  /** The iDRAC's model and firmware as the last start found them. */
  firmware: z
    .strictObject({ model: z.string(), version: z.string(), isVulnerable: z.boolean() })
    .exactOptional(),
  /** As the first start found it; later starts of the same console do not touch it. */
  found: VncSettingsSchema,
  /** Every combination that starts have written, or were about to write. */
  written: z.array(VncSettingsSchema),
  /** The last that was written, or was about to be. */
  password: z.string(),
  /** Whether the administrator chose that password. */
  isGivenPassword: z.boolean(),
});

/** What idrac-vnc keeps between start and stop. It holds a password, so it is for encrypted storage only. */
export type IdracVncState = z.output<typeof IdracVncStateSchema>;

/** `written` with `settings` in it; a combination that is there already makes it no longer. */
export function withWritten(
  written: IdracVncState['written'],
  settings: VncSettings,
): IdracVncState['written'] {
  return written.some((earlier) => isDeepStrictEqual(earlier, settings)) ? written : [...written, settings];
}

/** The JSON form of a state. */
export function serializeState(state: IdracVncState): JsonValue {
  return JSON.parse(JSON.stringify(state)) as JsonValue;
}

/** @throws UnknownStateError */
export function parseState(value: JsonValue | null): IdracVncState | null {
  if (value === null) return null;
  const parsed = IdracVncStateSchema.safeParse(value);
  if (!parsed.success) throw new UnknownStateError();
  return parsed.data;
}

/**
 * What of `found` has to be put back. A setting that has neither the value found nor one that we wrote was changed by
 * somebody else since, and is left to them.
 */
export function settingsToPutBack(state: IdracVncState, server: VncServer): VncSettings {
  const isOurs = (name: keyof VncSettings): boolean => {
    const present = server.settings[name];
    return (
      state.found[name] !== undefined &&
      state.found[name] !== present &&
      state.written.some((settings) => settings[name] === present)
    );
  };
  const names = VNC_SETTING_NAMES.filter(isOurs);
  return VncSettingsSchema.parse(Object.fromEntries(names.map((name) => [name, state.found[name]])));
}
