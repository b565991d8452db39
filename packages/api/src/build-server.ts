import type { Logger } from '@ironbridge/common';
import fastify, { type FastifyInstance } from 'fastify';
import { randomUUID } from 'node:crypto';
import type { Registry } from 'prom-client';
import type { ApiContext } from './api-context.js';
import { addConductorRoutes } from './conductors/conductor-routes.js';
import { addDriverRoutes } from './drivers/driver-routes.js';
import { answerUnknownRoute, createErrorAnswer } from './error-answer.js';
import { guardRequests, type Reach } from './guards.js';
import { baseUrlOf } from './links.js';
import { addConsoleHistoryRoutes } from './nodes/console-history-routes.js';
import { addConsoleLinkRoutes } from './nodes/console-link-routes.js';
import { addConsoleRoutes } from './nodes/console-routes.js';
import { addNodeRoutes } from './nodes/node-routes.js';
import { addNotServedRoutes } from './not-served-routes.js';
import { observeRequests } from './observe-requests.js';
import { addPageRoutes } from './page-routes.js';
import { presentRoot, presentVersionRoot } from './present-root.js';
import { readBodiesAsJson } from './read-body.js';
import type { ServersPage } from './servers-page.js';
import { addServiceRoutes } from './service-routes.js';
import { minorVersionOf, negotiateVersions } from './version-negotiation.js';

const MAX_BODY_BYTES = 1024 * 1024;
const MAX_HEADER_BYTES = 16 * 1024;
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
/** How often node looks for requests that are late. */
const LATE_REQUESTS_INTERVAL_MS = 1_000;
const MAX_IDENT_CHARACTERS = 255;

/** What the server is built from. */
export interface ServerParts {
  readonly context: ApiContext;
  readonly reach: Reach;
  readonly page: ServersPage;
  readonly metrics: Registry;
  readonly isReady: () => boolean;
}

function createFastify(log: Logger): FastifyInstance {
  return fastify({
    logger: false,
    genReqId: () => `req-${randomUUID()}`,
    requestIdHeader: false,
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    http: {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: HEADERS_TIMEOUT_MS,
      connectionsCheckingInterval: LATE_REQUESTS_INTERVAL_MS,
    },
    forceCloseConnections: 'idle',
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: MAX_IDENT_CHARACTERS },
    // Errors of the router itself, such as a path that is not well encoded.
    frameworkErrors: createErrorAnswer(log),
  });
}

/** The whole service as a fastify instance, not yet listening. */
export function buildServer({ context, reach, page, metrics, isReady }: ServerParts): FastifyInstance {
  const app = createFastify(context.log);
  app.addHook('onRequest', (request, reply, done) => {
    void reply
      .header('OpenStack-Request-Id', request.id)
      .header('X-Content-Type-Options', 'nosniff')
      // Answers hold tokens and driver_info; the page's files say otherwise for themselves.
      .header('Cache-Control', 'no-store');
    done();
  });
  guardRequests(app, reach);
  observeRequests(app, context.log, metrics);
  readBodiesAsJson(app);
  app.addHook('onSend', (_request, reply, payload, done) => {
    // As Ironic writes it; RFC 8259 section 11 knows no charset parameter.
    if (String(reply.getHeader('content-type')).startsWith('application/json')) {
      void reply.header('Content-Type', 'application/json');
    }
    done(null, payload);
  });
  app.setErrorHandler(createErrorAnswer(context.log));
  app.setNotFoundHandler(answerUnknownRoute);

  app.get('/', (request) => presentRoot(baseUrlOf(context, request)));
  addServiceRoutes(app, { store: context.store, clock: context.clock, metrics, isReady });
  addPageRoutes(app, page);
  void app.register(
    (scope, _options, done) => {
      negotiateVersions(scope);
      scope.setNotFoundHandler(answerUnknownRoute);
      scope.get('/', (request) => presentVersionRoot(baseUrlOf(context, request), minorVersionOf(request)));
      addNodeRoutes(scope, context);
      addConsoleRoutes(scope, context);
      addDriverRoutes(scope, context);
      addConductorRoutes(scope, context);
      addNotServedRoutes(scope);
      done();
    },
    { prefix: '/v1' },
  );
  void app.register(
    (scope, _options, done) => {
      scope.setNotFoundHandler(answerUnknownRoute);
      addConsoleLinkRoutes(scope, context);
      addConsoleHistoryRoutes(scope, context);
      done();
    },
    { prefix: '/ironbridge/v1' },
  );
  return app;
}
