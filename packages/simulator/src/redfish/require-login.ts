import type { FastifyInstance } from 'fastify';

import type { LoginGate } from '../http/login-gate.js';
import { createMessage } from './redfish-message.js';
import { REDFISH_PATHS } from './redfish-paths.js';
import { sendError } from './send-error.js';

/**
 * The root and the way to log in at `sessionsPath` are open; nothing else is, not even the news that something does not
 * exist. `otherRoutes`, such as `POST /wsman`, have a login of their own. Applies to the routes that are added after it.
 */
export function requireLogin(
  app: FastifyInstance,
  gate: LoginGate,
  sessionsPath: string,
  otherRoutes: readonly string[] = [],
): void {
  const open = new Set([
    `GET ${REDFISH_PATHS.versions}`,
    `GET ${REDFISH_PATHS.root}`,
    `POST ${sessionsPath}`,
    ...otherRoutes,
  ]);
  app.addHook('onRequest', async (request, reply) => {
    const route = request.routeOptions.url ?? '';
    if (open.has(`${request.method} ${route}`) || gate.isAllowed(request.headers)) return;
    await sendError(reply, 401, createMessage('AccessDenied'));
  });
}
