import { InvalidInputError } from '@ironbridge/common';
import type { FastifyInstance } from 'fastify';
import type { ApiContext } from '../api-context.js';
import { HistoryNotKeptError } from '../errors.js';
import { parseParameters } from '../query-parameters.js';
import type { NodeRoute } from './find-node.js';

const KNOWN = new Set(['limit_bytes', 'since']);
const DEFAULT_BYTES = 64 * 1024;
const MAX_BYTES = 1024 * 1024;

function parseLimit(text: string | undefined): number {
  if (text === undefined) return DEFAULT_BYTES;
  const limit = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > MAX_BYTES) {
    throw new InvalidInputError(`limit_bytes must be a whole number from 1 to ${MAX_BYTES}`);
  }
  return limit;
}

function parseSince(text: string | undefined): { since?: Date } {
  if (text === undefined) return {};
  const since = new Date(text);
  if (!/^\d{4}-\d{2}-\d{2}/.test(text) || Number.isNaN(since.getTime())) {
    throw new InvalidInputError('since must be a time in ISO 8601 form, such as 2026-11-25T03:00:00Z');
  }
  return { since };
}

/**
 * Adds `/nodes/N/console-history`: the newest lines of what the node's serial console said, also while it is not enabled. It is
 * no part of Ironic's API and has no versions.
 */
export function addConsoleHistoryRoutes(scope: FastifyInstance, { store, histories }: ApiContext): void {
  scope.get<NodeRoute>('/nodes/:ident/console-history', async (request, reply) => {
    const parameters = parseParameters(request.url, KNOWN);
    const query = {
      limitBytes: parseLimit(parameters.get('limit_bytes')),
      ...parseSince(parameters.get('since')),
    };
    const node = await store.nodes.get(request.params.ident);
    if (histories === undefined) throw new HistoryNotKeptError();
    const text = await histories.read(node.uuid, query);
    return reply.header('Content-Type', 'text/plain; charset=utf-8').send(text);
  });
}
