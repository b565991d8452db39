import { Secret } from '@ironbridge/common';
import type { IdracSocatOptions } from './driver-info.js';

/** How to reach an iDRAC's SSH server. */
export interface IdracAccess {
  /** An IPv6 address stands without brackets. */
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: Secret;
  /** The only key that the server may have; undefined where the first one seen is pinned. */
  readonly hostKey: string | undefined;
}

/** What driver_info says: where the keys for WS-Man are absent, those for Redfish serve. */
export function idracAccess(options: IdracSocatOptions): IdracAccess {
  return {
    host: options.drac_address ?? options.redfish_address ?? '',
    port: options.drac_ssh_port,
    username: options.drac_username ?? options.redfish_username ?? '',
    password: options.drac_password ?? options.redfish_password ?? new Secret(''),
    hostKey: options.drac_ssh_host_key,
  };
}
