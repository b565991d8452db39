import type { JsonObject } from '@ironbridge/common';
import { MAX_VERSION, MIN_VERSION } from './api-version.js';
import { linksTo } from './links.js';

/** Collections of the API and the version that brought each; the first four stand before the version. */
const FIRST_COLLECTIONS = ['chassis', 'nodes', 'ports', 'drivers'];
const LATER_COLLECTIONS = [
  { name: 'portgroups', since: 23 },
  { name: 'volume', since: 32 },
  { name: 'lookup', since: 22 },
  { name: 'heartbeat', since: 22 },
  { name: 'conductors', since: 49 },
  { name: 'allocations', since: 52 },
  { name: 'events', since: 54 },
  { name: 'deploy_templates', since: 55 },
  { name: 'shards', since: 82 },
];

function presentVersion(baseUrl: string): JsonObject {
  return {
    id: 'v1',
    links: [{ href: `${baseUrl}/v1/`, rel: 'self' }],
    status: 'CURRENT',
    min_version: MIN_VERSION,
    version: MAX_VERSION,
  };
}

/** `GET /`: the versions of the API. The name is Ironic's, by which clients know whom they talk to. */
export function presentRoot(baseUrl: string): JsonObject {
  return {
    name: 'OpenStack Ironic API',
    description:
      'Ironic is an OpenStack project which enables the provision and management of baremetal machines.',
    default_version: presentVersion(baseUrl),
    versions: [presentVersion(baseUrl)],
  };
}

/** `GET /v1`: the collections of one version, those that are not served included, as discovery expects them. */
export function presentVersionRoot(baseUrl: string, minorVersion: number): JsonObject {
  const linksOf = (names: readonly string[]): JsonObject =>
    Object.fromEntries(names.map((name) => [name, linksTo(baseUrl, `${name}/`)]));
  return {
    id: 'v1',
    links: [
      { href: `${baseUrl}/v1/`, rel: 'self' },
      {
        href: 'https://docs.openstack.org//ironic/latest/contributor//webapi.html',
        rel: 'describedby',
        type: 'text/html',
      },
    ],
    media_types: { base: 'application/json', type: 'application/vnd.openstack.ironic.v1+json' },
    ...linksOf(FIRST_COLLECTIONS),
    version: presentVersion(baseUrl),
    ...linksOf(LATER_COLLECTIONS.filter(({ since }) => since <= minorVersion).map(({ name }) => name)),
  };
}
