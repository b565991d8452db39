import { InvalidInputError } from '@ironbridge/common';
import type { NodeChanges, NodeRecord } from '@ironbridge/store';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import { listAliveConductors, type ApiContext } from '../api-context.js';
import { baseUrlOf } from '../links.js';
import { parseParameters } from '../query-parameters.js';
import { minorVersionOf } from '../version-negotiation.js';
import { findNode, type NodeRoute } from './find-node.js';
import { listNodes, nextPageUrl } from './list-nodes.js';
import {
  assertAttributeTypes,
  assertNoMaskedSecrets,
  attributesOf,
  parseNewAttributes,
  toChanges,
  toNewNode,
} from './node-attributes.js';
import { isValidNodeName } from './node-name.js';
import { NODE_LIST_PARAMETERS, parseFields, parseNodeListQuery } from './node-query.js';
import { patchAttributes } from './patch-attributes.js';
import { createNodePresenter, createSecretTest } from './present-node.js';
import { validateNode } from './validate-node.js';

const FIELDS_PARAMETER = new Set(['fields']);

async function presenterFor(
  context: ApiContext,
  request: FastifyRequest,
): Promise<ReturnType<typeof createNodePresenter>> {
  return createNodePresenter({
    registry: context.registry,
    conductors: await listAliveConductors(context),
    baseUrl: baseUrlOf(context, request),
    minorVersion: minorVersionOf(request),
  });
}

async function answerList(context: ApiContext, request: FastifyRequest, path: string): Promise<object> {
  const parameters = parseParameters(request.url, NODE_LIST_PARAMETERS);
  const isDetailPath = path === 'nodes/detail';
  const query = parseNodeListQuery(parameters, minorVersionOf(request));
  const present = await presenterFor(context, request);
  const { nodes, hasNext } = await listNodes(context.store, query, (node) => present(node, 'detail'));
  const last = nodes.at(-1);
  const listUrl = `${baseUrlOf(context, request)}/v1/${path}`;
  return {
    nodes: nodes.map((node) => present(node, isDetailPath ? 'detail' : query.view)),
    ...(hasNext && last !== undefined && { next: nextPageUrl(listUrl, parameters, query.limit, last.uuid) }),
  };
}

/** Adds `/v1/nodes`: list, create, show, change, delete, validate. */
export function addNodeRoutes(scope: FastifyInstance, context: ApiContext): void {
  const { store, registry } = context;

  scope.get('/nodes', (request) => answerList(context, request, 'nodes'));
  scope.get('/nodes/detail', (request) => answerList(context, request, 'nodes/detail'));

  scope.post('/nodes', async (request, reply) => {
    const attributes = parseNewAttributes(request.body, minorVersionOf(request));
    assertNoMaskedSecrets(attributes, createSecretTest(registry));
    const { uuid } = attributes;
    const node = toNewNode(typeof uuid === 'string' ? uuid.toLowerCase() : randomUUID(), attributes);
    if (node.name !== null && !isValidNodeName(node.name)) {
      throw new InvalidInputError(`Cannot create node with invalid name '${node.name}'`);
    }
    if (node.consoleInterface !== null) registry.select(node);
    else registry.interfacesOf(node.driver);
    const created = await store.nodes.create(node);
    const present = await presenterFor(context, request);
    return reply
      .code(201)
      .header('Location', `${baseUrlOf(context, request)}/v1/nodes/${created.uuid}`)
      .send(present(created, 'detail'));
  });

  scope.get<NodeRoute>('/nodes/:ident', async (request) => {
    const fields = parseParameters(request.url, FIELDS_PARAMETER).get('fields');
    const view = fields === undefined ? 'detail' : parseFields(fields, minorVersionOf(request));
    const node = await findNode(store, request);
    const present = await presenterFor(context, request);
    return present(node, view);
  });

  scope.patch<NodeRoute>('/nodes/:ident', async (request) => {
    const node = await findNode(store, request);
    const isSecret = createSecretTest(registry);
    const changesOf = (current: NodeRecord): NodeChanges => {
      const attributes = attributesOf(current);
      patchAttributes(attributes, request.body, minorVersionOf(request));
      assertAttributeTypes(attributes);
      assertNoMaskedSecrets(attributes, isSecret);
      const changes = toChanges(current, attributes);
      if (typeof changes.name === 'string' && !isValidNodeName(changes.name)) {
        throw new InvalidInputError(
          `Node ${request.params.ident}: Cannot change name to invalid name '${changes.name}'`,
        );
      }
      const { driver = current.driver, consoleInterface = current.consoleInterface } = changes;
      if (changes.driver !== undefined || typeof changes.consoleInterface === 'string') {
        if (consoleInterface === null) registry.interfacesOf(driver);
        else registry.select({ driver, consoleInterface });
      }
      return changes;
    };
    // The store applies the patch to what the node is by then: patches that come at the same time do not undo each other.
    const isSame = Object.keys(changesOf(node)).length === 0;
    const changed = isSame ? node : await store.nodes.update(node.uuid, changesOf);
    const present = await presenterFor(context, request);
    return present(changed, 'detail');
  });

  scope.delete<NodeRoute>('/nodes/:ident', async (request, reply): Promise<FastifyReply> => {
    const { uuid } = await findNode(store, request);
    await store.nodes.markDeleting(uuid);
    return reply.code(204).send();
  });

  scope.get<NodeRoute>('/nodes/:ident/validate', async (request) =>
    validateNode(await findNode(store, request), registry),
  );
}
