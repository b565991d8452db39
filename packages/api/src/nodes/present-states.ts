import type { JsonObject, JsonValue } from '@ironbridge/common';
import type { NodeRecord } from '@ironbridge/store';
import { nodeField } from './node-fields.js';

const STATES = [
  ...['console_enabled', 'last_error', 'power_state', 'provision_state', 'target_power_state'],
  ...['target_provision_state', 'provision_updated_at', 'raid_config', 'target_raid_config'],
  ...['boot_mode', 'secure_boot'],
];

/** A node's states in one version of the API, in Ironic's order. Of most of them Ironbridge knows nothing. */
export function presentStates(node: NodeRecord, minorVersion: number): JsonObject {
  const known: Readonly<Record<string, JsonValue>> = {
    console_enabled: node.consoleEnabled,
    last_error: node.lastError,
  };
  return Object.fromEntries(
    STATES.map((name) => nodeField(name))
      .filter((field) => field !== undefined)
      .filter(({ since }) => since <= minorVersion)
      .map(({ name, initial }): [string, JsonValue] => [name, known[name] ?? initial]),
  );
}
