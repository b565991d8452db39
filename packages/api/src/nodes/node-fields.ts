import type { JsonValue } from '@ironbridge/common';

/** What a client may give a field. */
export type SettableType = 'string' | 'boolean' | 'object' | 'uuid';

/** One field of Ironic's node. */
export interface NodeField {
  readonly name: string;
  /** The minor version that brought it (Ironic's REST API version history); 1 where it was always there. */
  readonly since: number;
  /** What stands there when nobody set it. */
  readonly initial: JsonValue;
  /** Set where POST and PATCH may give it. */
  readonly settable?: SettableType;
}

function shown(name: string, since = 1, initial: JsonValue = null): NodeField {
  return { name, since, initial };
}

function settable(name: string, type: SettableType, since = 1, initial: JsonValue = null): NodeField {
  return { name, since, initial, settable: type };
}

/**
 * An interface that Ironbridge does not act for. What a client sets is kept; the default is the one of Ironic's own that
 * does nothing.
 */
function otherInterface(type: string, initial: string, since = 31): NodeField {
  return settable(`${type}_interface`, 'string', since, initial);
}

/** A node's own fields, in the order in which Ironic 21.4 writes them. */
export const NODE_FIELDS: readonly NodeField[] = [
  settable('uuid', 'uuid'),
  shown('created_at'),
  shown('updated_at'),
  settable('automated_clean', 'boolean', 47),
  otherInterface('bios', 'no-bios', 40),
  otherInterface('boot', 'fake'),
  shown('boot_mode', 75),
  shown('clean_step', 7, {}),
  settable('conductor_group', 'string', 46, ''),
  shown('console_enabled', 1, false),
  settable('console_interface', 'string', 31),
  otherInterface('deploy', 'fake'),
  shown('deploy_step', 44, {}),
  settable('description', 'string', 51),
  settable('driver', 'string'),
  settable('driver_info', 'object', 1, {}),
  shown('driver_internal_info', 3, {}),
  settable('extra', 'object', 1, {}),
  shown('fault', 42),
  shown('inspection_finished_at', 6),
  shown('inspection_started_at', 6),
  otherInterface('inspect', 'no-inspect'),
  settable('instance_info', 'object', 1, {}),
  settable('instance_uuid', 'uuid'),
  shown('last_error'),
  settable('lessee', 'string', 65),
  settable('maintenance', 'boolean', 1, false),
  shown('maintenance_reason'),
  otherInterface('management', 'noop'),
  settable('name', 'string', 5),
  settable('network_data', 'object', 66, {}),
  otherInterface('network', 'noop', 20),
  settable('owner', 'string', 50),
  otherInterface('power', 'fake'),
  shown('power_state'),
  settable('properties', 'object', 1, {}),
  settable('protected', 'boolean', 48, false),
  settable('protected_reason', 'string', 48),
  shown('provision_state', 1, 'enroll'),
  shown('provision_updated_at'),
  shown('raid_config', 12, {}),
  otherInterface('raid', 'no-raid'),
  otherInterface('rescue', 'no-rescue', 38),
  shown('reservation'),
  settable('resource_class', 'string', 21),
  settable('retired', 'boolean', 61, false),
  settable('retired_reason', 'string', 61),
  shown('secure_boot', 75),
  settable('shard', 'string', 82),
  otherInterface('storage', 'noop', 33),
  shown('target_power_state'),
  shown('target_provision_state'),
  shown('target_raid_config', 12, {}),
  shown('traits', 37, []),
  otherInterface('vendor', 'no-vendor'),
];

/** What follows a node's own links: where it belongs, and links to its parts. */
export const NODE_RELATIONS: readonly NodeField[] = [
  shown('conductor', 49),
  shown('allocation_uuid', 52),
  settable('chassis_uuid', 'uuid'),
];

/** The interfaces of a node beside its console's: kept and shown, not acted for. */
export const OTHER_INTERFACES: readonly NodeField[] = NODE_FIELDS.filter(
  ({ name }) => name.endsWith('_interface') && name !== 'console_interface',
);

/** Links to a node's parts, by the version that brought each. */
export const NODE_LINKS = [
  { name: 'ports', since: 1 },
  { name: 'states', since: 14 },
  { name: 'portgroups', since: 24 },
  { name: 'volume', since: 32 },
] as const;

const FIELDS = new Map([...NODE_FIELDS, ...NODE_RELATIONS].map((field) => [field.name, field]));

/** A field by its name in the API. */
export function nodeField(name: string): NodeField | undefined {
  return FIELDS.get(name);
}

/** Every name that `fields=` may hold, with its version. */
export const FIELD_VERSIONS: ReadonlyMap<string, number> = new Map([
  ...[...FIELDS.values()].map(({ name, since }) => [name, since] as const),
  ...NODE_LINKS.map(({ name, since }) => [name, since] as const),
  ['links', 1] as const,
]);

/** The fields that PATCH may change, as Ironic lists them. */
export const PATCHABLE_FIELDS: readonly string[] = [...FIELDS.values()]
  .filter((field) => field.settable !== undefined && field.name !== 'uuid')
  .map(({ name }) => name)
  .sort();
