import { NodeNotFoundError, type NodeRecord, type Store } from '@ironbridge/store';
import type { FastifyRequest } from 'fastify';
import { minorVersionOf } from '../version-negotiation.js';
import { isUuid } from './is-uuid.js';

/** The minor version that brought names. */
const NAMES_SINCE = 5;

/** A route below one node. */
export interface NodeRoute {
  Params: { ident: string };
}

/**
 * The node that a path names, by uuid or, from version 1.5 on, by name.
 *
 * @throws NodeNotFoundError
 */
export async function findNode(store: Store, request: FastifyRequest<NodeRoute>): Promise<NodeRecord> {
  const { ident } = request.params;
  if (minorVersionOf(request) < NAMES_SINCE && !isUuid(ident)) throw new NodeNotFoundError(ident);
  return store.nodes.get(ident);
}
