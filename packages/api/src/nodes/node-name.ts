import { isUuid } from './is-uuid.js';

/** Parts of `/v1/nodes/…` that a node of that name would hide behind. */
const RESERVED = new Set([
  ...[
    'bios',
    'detail',
    'firmware',
    'history',
    'inventory',
    'maintenance',
    'management',
    'portgroups',
    'ports',
  ],
  ...['states', 'traits', 'validate', 'vendor_passthru', 'vifs', 'volume'],
]);

/** Whether a node may have this name, by Ironic's rule: unreserved URL characters, and not mistakable for a uuid. */
export function isValidNodeName(name: string): boolean {
  return /^[A-Za-z0-9._~-]{1,255}$/.test(name) && !isUuid(name) && !RESERVED.has(name);
}
