import { allowsHost, allowsOrigin, isLoopbackHost } from '@ironbridge/common';
import type { FastifyInstance } from 'fastify';
import { isIP } from 'node:net';
import { RequestRefusedError } from './errors.js';

/** More header fields than any honest client sends. */
const MAX_HEADER_FIELDS = 200;
const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];

function asHostname(address: string): string {
  return isIP(address) === 6 ? `[${address.toLowerCase()}]` : address.toLowerCase();
}

/** Under which names this service may be addressed, and from which pages. Filled once, when the address is known. */
export class Reach {
  readonly #hostnames: Set<string>;
  readonly #origins: ReadonlySet<string>;
  #isWildcard = false;

  public constructor(hostnames: Iterable<string> = [], origins: Iterable<string> = []) {
    this.#hostnames = new Set([...hostnames].map((name) => asHostname(name)));
    this.#origins = new Set([...origins].map((origin) => origin.toLowerCase().replace(/\/$/, '')));
  }

  /** Tells the address that the service listens on; loopback is also reached by its other names. */
  public bindTo(host: string): void {
    const hostname = asHostname(host);
    this.#isWildcard = host === '0.0.0.0' || host === '::';
    this.#hostnames.add(hostname);
    if (this.#isWildcard || isLoopbackHost(hostname)) {
      for (const name of LOOPBACK_NAMES) this.#hostnames.add(name);
    }
  }

  /** @param localAddress where the connection came in: an address literal cannot be the name of another's page */
  public allowsHost(header: string | undefined, localAddress: string | undefined): boolean {
    if (allowsHost(header, this.#hostnames)) return true;
    if (!this.#isWildcard || localAddress === undefined) return false;
    return allowsHost(header, new Set([asHostname(localAddress.replace(/^::ffff:/, ''))]));
  }

  /** @param host the `Host` header, checked before: a page of ours comes from where it is sent to */
  public allowsOrigin(origin: string, host: string): boolean {
    return allowsOrigin(origin, new Set([...this.#origins, `http://${host.toLowerCase()}`]));
  }
}

function valuesOf(rawHeaders: readonly string[], name: string): readonly string[] {
  return rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name);
}

/**
 * Turns away, before any handler: too many header fields; a `Host` that is missing, doubled or not ours (DNS rebinding);
 * an `Origin` that is doubled or not ours (another site's page). `X-Forwarded-*` is never looked at.
 */
export function guardRequests(app: FastifyInstance, reach: Reach): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const { rawHeaders, socket } = request.raw;
    if (rawHeaders.length / 2 > MAX_HEADER_FIELDS) {
      throw new RequestRefusedError(431, 'The request has too many header fields');
    }
    const [host, ...otherHosts] = valuesOf(rawHeaders, 'host');
    if (host === undefined || otherHosts.length > 0 || !reach.allowsHost(host, socket.localAddress)) {
      throw new RequestRefusedError(
        400,
        'The Host header is not a name of this service; the operator can allow more names',
      );
    }
    const [origin, ...otherOrigins] = valuesOf(rawHeaders, 'origin');
    if (origin !== undefined && (otherOrigins.length > 0 || !reach.allowsOrigin(origin, host))) {
      throw new RequestRefusedError(403, 'Pages of this Origin may not use this service');
    }
    done();
  });
}
