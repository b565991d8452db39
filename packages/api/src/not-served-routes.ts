import type { FastifyInstance } from 'fastify';
import { NotServedError } from './errors.js';

const COLLECTIONS = [
  ...['allocations', 'chassis', 'deploy_templates', 'events', 'heartbeat', 'lookup', 'portgroups', 'ports'],
  ...['runbooks', 'shards', 'volume'],
];

/** The path without its query, for a message. */
function pathOf(url: string): string {
  return url.replace(/[?#].*$/s, '');
}

/** Answers what belongs to Ironic and not to consoles with words, where a bare 404 would look like a typing error. */
export function addNotServedRoutes(scope: FastifyInstance): void {
  for (const path of COLLECTIONS.flatMap((name) => [`/${name}`, `/${name}/*`])) {
    scope.all(path, (request) => {
      throw new NotServedError(404, `${request.method} ${pathOf(request.url)}`);
    });
  }
  // Parts of a node: reading what is not there is 404, asking for something to be done is 400.
  scope.all('/nodes/:ident/*', (request) => {
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    throw new NotServedError(isRead ? 404 : 400, `${request.method} ${pathOf(request.url)}`);
  });
}
