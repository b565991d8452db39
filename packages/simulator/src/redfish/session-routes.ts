import type { FastifyInstance } from 'fastify';

import type { LoginGate } from '../http/login-gate.js';
import { isRecord } from '../is-record.js';
import { createMessage } from './redfish-message.js';
import { createCollection, createSessionBody } from './redfish-resources.js';
import type { RedfishSessions } from './redfish-sessions.js';
import { sendError, sendNotFound } from './send-error.js';

export interface SessionRoutesOptions {
  readonly sessions: RedfishSessions;
  readonly gate: LoginGate;
  /** Of the collection of sessions. */
  readonly path: string;
}

/** Logging in and out. */
export function addSessionRoutes(app: FastifyInstance, { sessions, gate, path }: SessionRoutesOptions): void {
  const pathOf = (id: string): string => `${path}/${id}`;
  app.post(path, (request, reply) => {
    const { body } = request;
    if (!isRecord(body) || typeof body['UserName'] !== 'string' || typeof body['Password'] !== 'string') {
      return sendError(reply, 400, createMessage('PropertyMissing', ['UserName, Password']));
    }
    if (!gate.isLogin(body['UserName'], body['Password'])) {
      return sendError(reply, 401, createMessage('AccessDenied'));
    }
    const session = sessions.create(body['UserName']);
    if (session === undefined) return sendError(reply, 503, createMessage('SessionLimitExceeded'));
    void reply.code(201).header('x-auth-token', session.token).header('location', pathOf(session.id));
    return reply.send(createSessionBody(pathOf(session.id), session));
  });
  app.get(path, () =>
    createCollection(
      path,
      'Session',
      sessions.all.map(({ id }) => pathOf(id)),
    ),
  );
  app.get<{ Params: { id: string } }>(pathOf(':id'), ({ params, url }, reply) => {
    const session = sessions.all.find(({ id }) => id === params.id);
    return session === undefined
      ? sendNotFound(reply, url)
      : reply.send(createSessionBody(pathOf(session.id), session));
  });
  app.delete<{ Params: { id: string } }>(pathOf(':id'), ({ params, url }, reply) =>
    sessions.delete(params.id) ? reply.send({}) : sendNotFound(reply, url),
  );
}
