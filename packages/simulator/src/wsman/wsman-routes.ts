import type { FastifyInstance } from 'fastify';

import type { LoginGate } from '../http/login-gate.js';
import { createAnswerDocument, createFaultAnswer } from './wsman-answer.js';
import { WsmanFault } from './wsman-fault.js';
import { parseWsmanRequest, type WsmanRequest } from './wsman-request.js';
import type { WsmanService } from './wsman-service.js';

/** Where WS-Man is served. */
export const WSMAN_PATH = '/wsman';

const CONTENT_TYPE = 'application/soap+xml;charset=UTF-8';

/** `POST /wsman`, with HTTP Basic. What is refused before the message is read has no SOAP body, as on hardware. */
export function addWsmanRoutes(app: FastifyInstance, service: WsmanService, gate: LoginGate): void {
  void app.register((scope, _, done) => {
    scope.removeAllContentTypeParsers();
    // Clients are known that name no content type at all.
    scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, parsed) => {
      parsed(null, body);
    });
    scope.addHook('onRequest', async (request, reply) => {
      if (gate.isAllowedBasic(request.headers.authorization)) return;
      await reply.code(401).header('www-authenticate', 'Basic realm="OPENWSMAN"').send();
    });
    scope.post(WSMAN_PATH, async (httpRequest, reply) => {
      const document = typeof httpRequest.body === 'string' ? httpRequest.body : '';
      void reply.type(CONTENT_TYPE);
      let request: WsmanRequest | undefined;
      try {
        request = parseWsmanRequest(document);
        httpRequest.exchange.entry.action = request.action.slice(request.action.lastIndexOf('/') + 1);
        const { answer, hasChanged } = await service.answer(request);
        httpRequest.exchange.hasChanged = hasChanged;
        return createAnswerDocument(answer, request.messageId);
      } catch (error) {
        if (!(error instanceof WsmanFault)) throw error;
        void reply.code(400);
        return createAnswerDocument(createFaultAnswer(error), request?.messageId);
      }
    });
    done();
  });
}
