const HOST = /^(\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(?::(\d{1,5}))?$/i;

/**
 * The host name of a `Host` header, in lower case, without port and without a trailing dot; IPv6 literals keep their
 * brackets. Undefined where the header is missing or malformed (RFC 9110 section 7.2 demands 400 then).
 */
export function hostnameOf(header: string | undefined): string | undefined {
  const name = HOST.exec(header ?? '')?.[1];
  const hostname = name?.toLowerCase().replace(/\.$/, '');
  return hostname === '' ? undefined : hostname;
}

export function isLoopbackHost(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname === '[::1]' ||
    hostname === '::1' ||
    /^127(\.\d{1,3}){3}$/.test(hostname)
  );
}

/**
 * Whether a service answers to this `Host` header. A browser that was lured to our address under an attacker's name (DNS
 * rebinding) is recognised by it.
 */
export function allowsHost(header: string | undefined, allowedHostnames: ReadonlySet<string>): boolean {
  const hostname = hostnameOf(header);
  return hostname !== undefined && allowedHostnames.has(hostname);
}

/**
 * Whether a page of this `Origin` may talk to the service that was addressed as `host`: its own origin, or one that the
 * operator listed. Scheme, host and port all count; `null` never passes.
 *
 * @param origin the `Origin` header
 * @param ownOrigins origins under which this service is reached, such as `https://console.example:6090`
 */
export function allowsOrigin(origin: string, ownOrigins: ReadonlySet<string>): boolean {
  if (!/^https?:\/\/[^/@?#\s]+$/i.test(origin)) return false;
  return ownOrigins.has(origin.toLowerCase());
}
