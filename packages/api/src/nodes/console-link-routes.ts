import type { FastifyInstance } from 'fastify';
import type { ApiContext } from '../api-context.js';
import { ConsoleNotEnabledError } from '../errors.js';
import { linkConsole } from './console-info.js';
import type { NodeRoute } from './find-node.js';

/**
 * Adds `/nodes/N/console-link`: a link to our own viewer, also where Ironic's clients are told of the port for Nova. It is no
 * part of Ironic's API and has no versions.
 */
export function addConsoleLinkRoutes(scope: FastifyInstance, context: ApiContext): void {
  scope.get<NodeRoute>('/nodes/:ident/console-link', async (request) => {
    const node = await context.store.nodes.get(request.params.ident);
    const info = await linkConsole(context, node);
    if (info === null) throw new ConsoleNotEnabledError(node.uuid);
    return info;
  });
}
