import { ERROR_KINDS, isIronbridgeError, kindOf, type Logger } from '@ironbridge/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { HttpStatusError, VersionNotAcceptableError } from './errors.js';

/** Ironic's error body: JSON inside JSON, which its clients take apart again. */
function faultBody(status: number, text: string): object {
  const fault = { faultcode: status < 500 ? 'Client' : 'Server', faultstring: text, debuginfo: null };
  return { error_message: JSON.stringify(fault) };
}

/** The other error body of Ironic: for what was turned away before a resource was reached. */
function routingBody(status: number, title: string, description: string): object {
  return { error_message: JSON.stringify({ code: status, title, description }) };
}

function statusOf(error: unknown): number {
  if (error instanceof HttpStatusError) return error.httpStatus;
  if (isIronbridgeError(error)) return ERROR_KINDS[error.kind].httpStatus;
  // The framework's own errors carry the status of a client's mistake: too large a body, a broken URL.
  const status: unknown = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}

/** The handler that turns whatever was thrown into an answer. What is a defect of ours is told to the log only. */
export function createErrorAnswer(
  log: Logger,
): (error: unknown, request: FastifyRequest, reply: FastifyReply) => void {
  return (error, request, reply) => {
    const status = statusOf(error);
    const isDefect = status === 500;
    if (status >= 500) log.error({ err: error, requestId: request.id }, 'request failed');
    else if (isIronbridgeError(error)) {
      log.debug({ code: error.code, kind: kindOf(error), requestId: request.id }, 'request refused');
    }
    const text =
      isDefect || !(error instanceof Error)
        ? `The request failed; the service's log says why under ${request.id}.`
        : error.message;
    // The root of the API is a resource of its own in Ironic, and answers like one.
    const isRouting = error instanceof VersionNotAcceptableError && !/^\/v1\/?(\?|$)/.test(request.url);
    void reply
      .code(status)
      .send(isRouting ? routingBody(status, 'Not Acceptable', text) : faultBody(status, text));
  };
}

/** The answer to a path that does not exist. */
export function answerUnknownRoute(_request: FastifyRequest, reply: FastifyReply): void {
  void reply.code(404).send(routingBody(404, 'Not Found', ''));
}
