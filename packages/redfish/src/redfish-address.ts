import { isIPv6 } from 'node:net';

/** A redfish_address, taken apart. */
export interface RedfishAddress {
  /** Such as `https://192.0.2.7` or `https://[2001:db8::7]:8443`. */
  readonly origin: string;
  /** Host name or IP address; IPv6 without brackets. */
  readonly host: string;
  /** The path, where the address has one: the root of the Redfish service. */
  readonly rootPrefix?: string;
}

const ADDRESS = /^(https?):\/\/(\[[0-9a-f:.]+\]|[0-9a-z][0-9a-z._-]*)(?::(\d{1,5}))?(\/[^\s?#\\]*)?$/i;

/**
 * Reads a redfish_address by Ironic's rules: `https://` where no scheme is given, IPv6 literals put in brackets, a path
 * becomes the root prefix.
 *
 * @returns undefined where it is not valid. Stricter than a URL parser, which would take `https://1` for 0.0.0.1 and send
 * the credentials there: user names, queries, fragments and odd forms of IPv4 are refused.
 */
export function parseRedfishAddress(text: string): RedfishAddress | undefined {
  const bracketed = isIPv6(text) ? `[${text}]` : text;
  const match = ADDRESS.exec(bracketed.includes('://') ? bracketed : `https://${bracketed}`);
  if (match === null || !URL.canParse(match[0])) return undefined;
  const url = new URL(match[0]);
  const host = match[2] ?? '';
  if (url.port === '0' || (!host.startsWith('[') && url.hostname !== host.toLowerCase())) return undefined;
  return {
    origin: url.origin,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    ...(url.pathname === '/' ? {} : { rootPrefix: url.pathname }),
  };
}
