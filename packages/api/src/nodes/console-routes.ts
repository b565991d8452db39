import { UnknownDriverError } from '@ironbridge/base';
import { InvalidInputError } from '@ironbridge/common';
import { NodeLockedError, mintConsoleToken, type NodeRecord } from '@ironbridge/store';
import type { FastifyInstance } from 'fastify';
import { listAliveConductors, type ApiContext } from '../api-context.js';
import { baseUrlOf } from '../links.js';
import { parseBoolean } from '../parse-boolean.js';
import { minorVersionOf } from '../version-negotiation.js';
import { findNode, type NodeRoute } from './find-node.js';
import { presentStates } from './present-states.js';

/** Nobody is told apart yet: the service has no users of its own. */
const USER = 'anonymous';

/** How to open a console, as Ironic's `console_info`. */
interface ConsoleInfo {
  readonly type: string;
  readonly url: string;
}

function parseEnabled(body: unknown): boolean {
  const enabled: unknown =
    typeof body === 'object' && body !== null && 'enabled' in body ? body.enabled : undefined;
  if (enabled === undefined || enabled === null) {
    throw new InvalidInputError('Missing mandatory parameter: enabled');
  }
  return parseBoolean('enabled', enabled);
}

/** A fresh link into a console that is open and wanted. Nothing is written: the token is signed, not stored. */
async function describeConsole(context: ApiContext, node: NodeRecord): Promise<ConsoleInfo | null> {
  if (!node.consoleEnabled || !node.consoleWanted) return null;
  const started = await context.store.consoles.load(node.uuid);
  // Null for a moment while the console is being stopped.
  const type = started?.connection?.type;
  if (type === undefined) return null;
  const token = mintConsoleToken(
    {
      nodeUuid: node.uuid,
      generation: node.generation,
      type,
      mode: context.isReadOnly ? 'read-only' : 'read-write',
      user: USER,
      expiresAt: new Date(context.clock.now().getTime() + context.tokenTtlMs),
    },
    context.tokenKey,
  );
  return { type, url: `${context.publicUrl}#token=${token}` };
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
