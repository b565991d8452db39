import type { FastifyInstance } from 'fastify';

import type { AttributeResource } from '../attributes/attribute-resource.js';
import { isRecord } from '../is-record.js';
import { createMessage } from '../redfish/redfish-message.js';
import { REDFISH_PATHS } from '../redfish/redfish-paths.js';
import { createCollection, createSessionService, createVersions } from '../redfish/redfish-resources.js';
import { requireLogin } from '../redfish/require-login.js';
import { sendError } from '../redfish/send-error.js';
import { addSessionRoutes } from '../redfish/session-routes.js';
import { addWsmanRoutes, WSMAN_PATH } from '../wsman/wsman-routes.js';
import { createAttributeRegistry } from './attribute-registry.js';
import type { IdracContext } from './idrac-context.js';
import { IDRAC_PATHS } from './idrac-paths.js';
import {
  createAttributesBody,
  createManager,
  createServiceRoot,
  createSystem,
  dellAttributesPath,
} from './idrac-resources.js';

/** Everything that an iDRAC answers over HTTP. */
export function addIdracRoutes(app: FastifyInstance, context: IdracContext): void {
  const { sessions, gate, generation, wsman } = context;
  const { sessionsPath, hasRedfishAttributes } = generation;
  requireLogin(app, gate, sessionsPath, wsman && [`POST ${WSMAN_PATH}`]);
  addResourceRoutes(app, context);
  addSessionRoutes(app, { sessions, gate, path: sessionsPath });
  if (hasRedfishAttributes) addAttributeRoutes(app, context);
  if (wsman !== undefined) addWsmanRoutes(app, wsman, gate);
}

/** Resources that can only be read. */
function addResourceRoutes(app: FastifyInstance, context: IdracContext): void {
  const { identity, attributeResources, attributeDefinitions, generation } = context;
  const { sessionsPath, hasRedfishAttributes } = generation;
  const { managers, systems } = REDFISH_PATHS;
  const fixed: readonly (readonly [string, object])[] = [
    [REDFISH_PATHS.versions, createVersions()],
    [REDFISH_PATHS.root, createServiceRoot(generation)],
    [REDFISH_PATHS.sessionService, createSessionService(sessionsPath)],
    [managers, createCollection(managers, 'Manager', [IDRAC_PATHS.manager])],
    [IDRAC_PATHS.manager, createManager(identity, hasRedfishAttributes ? attributeResources : [])],
    [systems, createCollection(systems, 'ComputerSystem', [IDRAC_PATHS.system])],
    [IDRAC_PATHS.system, createSystem(identity)],
    [
      IDRAC_PATHS.managerAttributeRegistry,
      createAttributeRegistry(hasRedfishAttributes ? attributeDefinitions : []),
    ],
  ];
  for (const [path, body] of fixed) app.get(path, () => body);
}

/** The sets of attributes, in the current form and the older one. */
function addAttributeRoutes(app: FastifyInstance, context: IdracContext): void {
  const { attributeResources } = context;
  addAttributeRoute(app, context, IDRAC_PATHS.managerAttributes, attributeResources[0]);
  for (const resource of attributeResources) {
    addAttributeRoute(app, context, dellAttributesPath(resource.fqdd), resource);
  }
}

function addAttributeRoute(
  app: FastifyInstance,
  { writer }: IdracContext,
  path: string,
  resource: AttributeResource,
): void {
  app.get(path, (_, reply) => reply.header('etag', resource.etag).send(createAttributesBody(path, resource)));
  app.patch(path, async (request, reply) => {
    const attributes = isRecord(request.body) ? request.body['Attributes'] : undefined;
    if (!isRecord(attributes) || Object.keys(attributes).length === 0) {
      return sendError(reply, 400, createMessage('PropertyMissing', ['Attributes'], ['#/Attributes']));
    }
    const { status, body } = await writer.write(resource, attributes, request.headers['if-match']);
    request.exchange.hasChanged = status === 200;
    return reply.code(status).header('etag', resource.etag).send(body);
  });
}
