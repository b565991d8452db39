import { isLoopbackHost } from '@ironbridge/common';
import type { AddressInfo } from 'node:net';

/** Under which names the service is addressed, and from which pages. Made once, and never changed by a request. */
export interface AccessPolicy {
  readonly hostnames: ReadonlySet<string>;
  readonly origins: ReadonlySet<string>;
}

export interface AccessPolicyOptions {
  readonly scheme: 'http' | 'https';
  readonly address: AddressInfo;
  readonly allowedHostnames: readonly string[];
  readonly allowedOrigins: readonly string[];
}

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];
const WILDCARDS = new Set(['0.0.0.0', '::']);

/**
 * The names of loopback where the service can be reached over it, the address it listens on, and what the operator lists.
 * Pages under these names at this port are its own; a public origin, as behind a TLS terminator, must be listed.
 */
export function createAccessPolicy(options: AccessPolicyOptions): AccessPolicy {
  const { scheme, address, allowedHostnames, allowedOrigins } = options;
  const isWildcard = WILDCARDS.has(address.address);
  const bound = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  const hostnames = new Set([
    ...(isWildcard || isLoopbackHost(bound) ? LOOPBACK : []),
    ...(isWildcard ? [] : [bound]),
    ...allowedHostnames.map((name) => name.toLowerCase()),
  ]);
  const isDefaultPort = address.port === (scheme === 'https' ? 443 : 80);
  const authority = isDefaultPort ? '' : `:${String(address.port)}`;
  const own = [...hostnames].map((hostname) => `${scheme}://${hostname}${authority}`);
  const listed = allowedOrigins.map((origin) => origin.toLowerCase());
  return { hostnames, origins: new Set([...own, ...listed]) };
}
