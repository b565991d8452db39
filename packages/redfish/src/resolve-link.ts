import { ForeignOriginError, RedfishProtocolError } from './errors.js';

/**
 * The path that a link of a BMC leads to, on the BMC itself. Absolute URLs are allowed where they name the same origin;
 * whatever a URL parser reads as another host (`//evil/`, `/\evil`, a tab inside) is not.
 *
 * @param origin of the BMC, such as `https://192.0.2.7`
 * @param link an `@odata.id` or a `Location`; a fragment in it is dropped
 * @param base path that a relative link is relative to
 * @throws ForeignOriginError for a link to another scheme, host or port, or with a user name in it
 * @throws RedfishProtocolError for what is no link
 */
export function resolveLink(origin: string, link: string, base = '/'): string {
  let url: URL;
  try {
    url = new URL(link, new URL(base, origin));
  } catch (cause) {
    throw new RedfishProtocolError(`The BMC at ${origin} sent a link that is not a URL`, { cause });
  }
  if (url.origin !== new URL(origin).origin || url.username !== '' || url.password !== '') {
    throw new ForeignOriginError(origin, url.origin);
  }
  // «https://bmc//evil/» stays on the BMC only as long as nobody resolves it again.
  return `/${url.pathname.replace(/^\/+/, '')}${url.search}`;
}
