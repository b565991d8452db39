import { UnknownDriverError } from '@ironbridge/base';
import { InvalidInputError } from '@ironbridge/common';
import { NodeLockedError, type NodeRecord } from '@ironbridge/store';
import type { FastifyInstance } from 'fastify';
import { listAliveConductors, type ApiContext } from '../api-context.js';
import { baseUrlOf } from '../links.js';
import { parseBoolean } from '../parse-boolean.js';
import { minorVersionOf } from '../version-negotiation.js';
import { describeConsole } from './console-info.js';
import { findNode, type NodeRoute } from './find-node.js';
import { presentStates } from './present-states.js';

function parseEnabled(body: unknown): boolean {
  const enabled: unknown =
    typeof body === 'object' && body !== null && 'enabled' in body ? body.enabled : undefined;
  if (enabled === undefined || enabled === null) {
    throw new InvalidInputError('Missing mandatory parameter: enabled');
  }
  return parseBoolean('enabled', enabled);
}

async function assertServed(context: ApiContext, { driver }: NodeRecord): Promise<void> {
  const conductors = await listAliveConductors(context);
  if (!conductors.some(({ hardwareTypes }) => Object.hasOwn(hardwareTypes, driver))) {
    throw new UnknownDriverError(driver);
  }
}

/** Adds `/v1/nodes/N/states` and `/v1/nodes/N/states/console`. */
export function addConsoleRoutes(scope: FastifyInstance, context: ApiContext): void {
  const { store, registry } = context;

  scope.get<NodeRoute>('/nodes/:ident/states', async (request) =>
    presentStates(await findNode(store, request), minorVersionOf(request)),
  );

  scope.get<NodeRoute>('/nodes/:ident/states/console', async (request) => {
    const node = await findNode(store, request);
    return { console_enabled: node.consoleEnabled, console_info: await describeConsole(context, node) };
  });

  scope.put<NodeRoute>('/nodes/:ident/states/console', async (request, reply) => {
    const isWanted = parseEnabled(request.body);
    const node = await findNode(store, request);
    if (isWanted) {
      await assertServed(context, node);
      registry.validate(node);
      // The holder of the lock is still busy with something else, such as stopping; a repeated wish needs no lock.
      if (!node.consoleWanted && node.reservation !== null) {
        throw new NodeLockedError(node.uuid, node.reservation);
      }
    }
    await store.nodes.setConsoleWanted(node.uuid, isWanted);
    const path = `/v1/nodes/${encodeURIComponent(request.params.ident)}/states/console`;
    return reply
      .code(202)
      .header('Location', `${baseUrlOf(context, request)}${path}`)
      .header('Content-Length', '0')
      .send();
  });
}
