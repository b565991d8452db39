import { parseBoolean } from '../parse-boolean.js';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isAlive, type ApiContext } from '../api-context.js';
import { ConductorNotFoundError, NotAcceptableError } from '../errors.js';
import { baseUrlOf } from '../links.js';
import { parseParameters } from '../query-parameters.js';
import { minorVersionOf } from '../version-negotiation.js';
import { presentConductor } from './present-conductor.js';

/** The minor version that brought conductors. */
const CONDUCTORS_SINCE = 49;
/** Paging is taken and ignored: there are never many conductors. */
const LIST_PARAMETERS = new Set(['detail', 'limit', 'marker', 'sort_key', 'sort_dir']);

function assertServed(request: FastifyRequest): void {
  if (minorVersionOf(request) < CONDUCTORS_SINCE) throw new NotAcceptableError();
}

/** Adds `/v1/conductors`. */
export function addConductorRoutes(scope: FastifyInstance, context: ApiContext): void {
  scope.get('/conductors', async (request) => {
    assertServed(request);
    const parameters = parseParameters(request.url, LIST_PARAMETERS);
    const isDetail = parseBoolean('detail', parameters.get('detail') ?? 'false');
    // The first page holds all, so nothing comes after any marker.
    const conductors = parameters.has('marker') ? [] : await context.store.conductors.list();
    return {
      conductors: conductors.map((conductor) =>
        presentConductor(conductor, {
          baseUrl: baseUrlOf(context, request),
          isAlive: isAlive(conductor, context),
          isDetail,
        }),
      ),
    };
  });

  scope.get<{ Params: { hostname: string } }>('/conductors/:hostname', async (request) => {
    assertServed(request);
    const { hostname } = request.params;
    const conductors = await context.store.conductors.list();
    const conductor = conductors.find((candidate) => candidate.hostname === hostname);
    if (conductor === undefined) throw new ConductorNotFoundError(hostname);
    return presentConductor(conductor, {
      baseUrl: baseUrlOf(context, request),
      isAlive: isAlive(conductor, context),
      isDetail: true,
    });
  });
}
