import type { FastifyReply } from 'fastify';

import { createErrorBody, createMessage, type RedfishMessage } from './redfish-message.js';

/** Answers with an error body. */
export function sendError(reply: FastifyReply, status: number, message: RedfishMessage): FastifyReply {
  return reply.code(status).send(createErrorBody([message]));
}

/** Answers for what is not there. */
export function sendNotFound(reply: FastifyReply, url: string): FastifyReply {
  return sendError(reply, 404, createMessage('SYS403', [url.split('?', 1)[0] ?? url]));
}
