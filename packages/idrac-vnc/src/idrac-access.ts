import type { Secret } from '@ironbridge/common';
import type { RedfishAddress, RedfishOptions } from '@ironbridge/redfish';
import type { IdracVncOptions } from './driver-info.js';
import { AddressMissingError } from './errors.js';

/** How to reach an iDRAC over WS-Man. */
export interface WsmanAccess {
  readonly origin: string;
  readonly path: string;
  readonly username: string | undefined;
  readonly password: Secret | undefined;
  readonly verifyCa: boolean | string;
}

/** How to reach an iDRAC over either protocol. */
export interface IdracAccess {
  readonly redfish: RedfishOptions & { readonly redfish_address: RedfishAddress };
  readonly wsman: WsmanAccess;
}

/** What driver_info says for both protocols: where the keys of one are absent, those of the other serve. */
export function idracAccess(options: IdracVncOptions): IdracAccess {
  const dracAddress = dracAddressOf(options);
  const redfishAddress = options.redfish_address ?? dracAddress;
  const username = options.redfish_username ?? options.drac_username;
  const password = options.redfish_password ?? options.drac_password;
  return {
    redfish: {
      redfish_address: redfishAddress,
      ...(options.redfish_system_id === undefined ? {} : { redfish_system_id: options.redfish_system_id }),
      ...(username === undefined ? {} : { redfish_username: username }),
      ...(password === undefined ? {} : { redfish_password: password }),
      redfish_verify_ca: options.redfish_verify_ca ?? options.drac_verify_ca ?? true,
      redfish_auth_type: options.redfish_auth_type,
      ...(options.redfish_tls_minimum_version === undefined
        ? {}
        : { redfish_tls_minimum_version: options.redfish_tls_minimum_version }),
      ...(options.redfish_tls_ciphers === undefined
        ? {}
        : { redfish_tls_ciphers: options.redfish_tls_ciphers }),
    },
    wsman: {
      origin: dracAddress.origin,
      path: options.drac_path,
      username: options.drac_username ?? options.redfish_username,
      password: options.drac_password ?? options.redfish_password,
      verifyCa: options.drac_verify_ca ?? options.redfish_verify_ca ?? true,
    },
  };
}

function dracAddressOf(options: IdracVncOptions): RedfishAddress {
  const { drac_address: own, redfish_address: other } = options;
  const base = own === undefined ? other?.origin : `https://${own.includes(':') ? `[${own}]` : own}`;
  if (base === undefined) throw new AddressMissingError();
  const url = new URL(base);
  if (options.drac_protocol !== undefined) url.protocol = options.drac_protocol;
  if (options.drac_port !== undefined) url.port = String(options.drac_port);
  return { origin: url.origin, host: url.hostname.replace(/^\[|\]$/g, '') };
}
