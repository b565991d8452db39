import { Secret } from '@ironbridge/common';

import type { AttributeValues } from '../attributes/attribute-definition.js';
import { VNC_ATTRIBUTES } from '../idrac/idrac-attributes.js';

/** What the VNC attributes say. */
export interface VncSettings {
  readonly isEnabled: boolean;
  /** True where SSL is demanded. */
  readonly isEncrypted: boolean;
  readonly port: number;
  /** Undefined where none is set, or an empty one: then no login succeeds, as on hardware. */
  readonly password: Secret | undefined;
  /** True where viewers are let in without being asked for a password. */
  readonly isOpen?: boolean;
  readonly idleTimeoutMs: number;
}

/** Reads settings from stored, so checked, attributes. */
export function parseVncSettings(values: AttributeValues): VncSettings {
  const password = values[VNC_ATTRIBUTES.password];
  return {
    isEnabled: values[VNC_ATTRIBUTES.enable] === 'Enabled',
    isEncrypted: values[VNC_ATTRIBUTES.sslEncryptionBitLength] !== 'Disabled',
    port: Number(values[VNC_ATTRIBUTES.port]),
    password: typeof password === 'string' && password !== '' ? new Secret(password) : undefined,
    idleTimeoutMs: Number(values[VNC_ATTRIBUTES.timeout]) * 1000,
  };
}

/** True where a real VNC server behind the simulator has to hear of the difference. */
export function differsForServer(before: VncSettings | undefined, after: VncSettings): boolean {
  if (before === undefined) return after.isEnabled;
  return (
    before.isEnabled !== after.isEnabled ||
    before.port !== after.port ||
    before.password?.reveal() !== after.password?.reveal()
  );
}
