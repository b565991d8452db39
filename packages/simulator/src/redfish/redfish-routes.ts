import type { FastifyInstance, FastifyReply } from 'fastify';

import { createAttributeRegistry } from './attribute-registry.js';
import type { AttributeResource } from '../attributes/attribute-resource.js';
import { isRecord } from '../is-record.js';
import type { RedfishContext } from './redfish-context.js';
import { createErrorBody, createMessage, type RedfishMessage } from './redfish-message.js';
import { REDFISH_PATHS } from './redfish-paths.js';
import {
  createAttributesBody,
  createCollection,
  createManager,
  createServiceRoot,
  createSessionBody,
  createSessionService,
  createSystem,
  createVersions,
  dellAttributesPath,
  sessionPath,
} from './redfish-resources.js';

/** Answers with an error body. */
export function sendError(reply: FastifyReply, status: number, message: RedfishMessage): FastifyReply {
  return reply.code(status).send(createErrorBody([message]));
}

/** Resources that can only be read. */
export function addResourceRoutes(app: FastifyInstance, context: RedfishContext): void {
  const { identity, attributeResources, attributeDefinitions } = context;
  const manager = createManager(identity, attributeResources);
  const fixed: readonly (readonly [string, object])[] = [
    [REDFISH_PATHS.versions, createVersions()],
    [REDFISH_PATHS.root, createServiceRoot()],
    [REDFISH_PATHS.sessionService, createSessionService()],
    [REDFISH_PATHS.managers, createCollection(REDFISH_PATHS.managers, 'Manager', [REDFISH_PATHS.manager])],
    [REDFISH_PATHS.manager, manager],
    [
      REDFISH_PATHS.systems,
      createCollection(REDFISH_PATHS.systems, 'ComputerSystem', [REDFISH_PATHS.system]),
    ],
    [REDFISH_PATHS.system, createSystem(identity)],
    [REDFISH_PATHS.managerAttributeRegistry, createAttributeRegistry(attributeDefinitions)],
  ];
  for (const [path, body] of fixed) app.get(path, () => body);
}

/** Logging in and out. */
export function addSessionRoutes(app: FastifyInstance, { sessions, gate }: RedfishContext): void {
  app.post(REDFISH_PATHS.sessions, (request, reply) => {
    const { body } = request;
    if (!isRecord(body) || typeof body['UserName'] !== 'string' || typeof body['Password'] !== 'string') {
      return sendError(reply, 400, createMessage('PropertyMissing', ['UserName, Password']));
    }
    if (!gate.isLogin(body['UserName'], body['Password'])) {
      return sendError(reply, 401, createMessage('AccessDenied'));
    }
    const session = sessions.create(body['UserName']);
    if (session === undefined) return sendError(reply, 503, createMessage('SessionLimitExceeded'));
    void reply.code(201).header('x-auth-token', session.token).header('location', sessionPath(session.id));
    return reply.send(createSessionBody(session));
  });
  app.get(REDFISH_PATHS.sessions, () =>
    createCollection(
      REDFISH_PATHS.sessions,
      'Session',
      sessions.all.map(({ id }) => sessionPath(id)),
    ),
  );
  app.get<{ Params: { id: string } }>(`${REDFISH_PATHS.sessions}/:id`, ({ params, url }, reply) => {
    const session = sessions.all.find(({ id }) => id === params.id);
    return session === undefined ? sendNotFound(reply, url) : reply.send(createSessionBody(session));
  });
  app.delete<{ Params: { id: string } }>(`${REDFISH_PATHS.sessions}/:id`, ({ params, url }, reply) =>
    sessions.delete(params.id) ? reply.send({}) : sendNotFound(reply, url),
  );
}

/** The sets of attributes, in the current form and the older one. */
export function addAttributeRoutes(app: FastifyInstance, context: RedfishContext): void {
  const { attributeResources } = context;
  addAttributeRoute(app, context, REDFISH_PATHS.managerAttributes, attributeResources[0]);
  for (const resource of attributeResources) {
    addAttributeRoute(app, context, dellAttributesPath(resource.fqdd), resource);
  }
}

/** Answers for what is not there. */
export function sendNotFound(reply: FastifyReply, url: string): FastifyReply {
  return sendError(reply, 404, createMessage('SYS403', [url.split('?', 1)[0] ?? url]));
}

function addAttributeRoute(
  app: FastifyInstance,
  { writer }: RedfishContext,
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
    return reply.code(status).header('etag', resource.etag).send(body);
  });
}
