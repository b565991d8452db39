import { InvalidInputError, type JsonValue } from '@ironbridge/common';
import type { FastifyInstance } from 'fastify';

/** Deeper JSON than any node has; everything that walks it later may recurse. */
const MAX_DEPTH = 32;

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeperThan(inner, levels - 1));
}

/**
 * Reads every body as JSON whatever its content type says, and takes what is not JSON for no body at all: both as Ironic
 * does, whose clients send `application/octet-stream` with DELETE.
 */
export function readBodiesAsJson(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (request, body, done) => {
    if (body.length === 0) {
      done(null, undefined);
      return;
    }
    void parseJson(request, String(body), (error, value: JsonValue) => {
      if (error !== null) done(null, undefined);
      else if (isDeeperThan(value, MAX_DEPTH)) {
        done(new InvalidInputError(`The body is nested more than ${String(MAX_DEPTH)} levels deep`));
      } else done(null, value);
    });
  });
}
