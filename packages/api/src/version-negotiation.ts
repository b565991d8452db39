import type { FastifyInstance, FastifyRequest } from 'fastify';
import { MAX_VERSION, MIN_VERSION, parseApiVersion } from './api-version.js';
import { VersionNotAcceptableError } from './errors.js';

const DECORATION = 'ironicMinorVersion';

/** The minor version of the API that this request is answered in. */
export function minorVersionOf(request: FastifyRequest): number {
  return request.getDecorator<number>(DECORATION);
}

/** Reads the version header of every request in this scope and says on every answer what is supported and what was used. */
export function negotiateVersions(scope: FastifyInstance): void {
  scope.decorateRequest(DECORATION, 0);
  scope.addHook('onRequest', (request, reply, done) => {
    try {
      const header = request.headers['x-openstack-ironic-api-version'];
      const minor = parseApiVersion(Array.isArray(header) ? header.join(', ') : header);
      request.setDecorator(DECORATION, minor);
      if (request.is404) {
        done();
        return;
      }
      void reply.header('X-OpenStack-Ironic-API-Minimum-Version', MIN_VERSION);
      void reply.header('X-OpenStack-Ironic-API-Maximum-Version', MAX_VERSION);
      void reply.header('X-OpenStack-Ironic-API-Version', `1.${String(minor)}`);
      done();
    } catch (error) {
      if (error instanceof VersionNotAcceptableError && error.isReadable) {
        void reply.header('X-OpenStack-Ironic-API-Minimum-Version', MIN_VERSION);
        void reply.header('X-OpenStack-Ironic-API-Maximum-Version', MAX_VERSION);
      }
      throw error;
    }
  });
}
