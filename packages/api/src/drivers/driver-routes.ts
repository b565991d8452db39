import type { DriverInfoProperty } from '@ironbridge/base';
import type { FastifyInstance } from 'fastify';
import { listAliveConductors, type ApiContext } from '../api-context.js';
import { DriverNotFoundError } from '../errors.js';
import { baseUrlOf } from '../links.js';
import { parseBoolean } from '../parse-boolean.js';
import { parseParameters } from '../query-parameters.js';
import { minorVersionOf } from '../version-negotiation.js';
import { presentDriver } from './present-driver.js';
import { servedDrivers, type ServedDriver } from './served-drivers.js';

const LIST_PARAMETERS = new Set(['detail', 'type', 'fields']);

interface DriverRoute {
  Params: { name: string };
}

async function findDriver(context: ApiContext, name: string): Promise<ServedDriver> {
  const drivers = servedDrivers(await listAliveConductors(context), context.registry);
  const driver = drivers.find((candidate) => candidate.name === name);
  if (driver === undefined) throw new DriverNotFoundError(name);
  return driver;
}

/** Ironic puts whether a key is required into its description. */
function describeProperty({ description, required }: DriverInfoProperty): string {
  if (/\b(required|optional)\b/i.test(description)) return description;
  const sentence = description.replace(/[\s.]+$/, '');
  return `${sentence}${sentence === '' ? '' : '. '}${required ? 'Required.' : 'Optional.'}`;
}

/** Adds `/v1/drivers`: the hardware types that conductors serve. */
export function addDriverRoutes(scope: FastifyInstance, context: ApiContext): void {
  scope.get('/drivers', async (request) => {
    const parameters = parseParameters(request.url, LIST_PARAMETERS);
    const isDetail = parseBoolean('detail', parameters.get('detail') ?? 'false');
    // Ironic's other type, "classic", is no more; its clients still may ask.
    const isAny = (parameters.get('type') ?? 'dynamic') === 'dynamic';
    const drivers = isAny ? servedDrivers(await listAliveConductors(context), context.registry) : [];
    const presentation = {
      baseUrl: baseUrlOf(context, request),
      minorVersion: minorVersionOf(request),
      isDetail,
    };
    return { drivers: drivers.map((driver) => presentDriver(driver, presentation)) };
  });

  scope.get<DriverRoute>('/drivers/:name', async (request) => {
    const driver = await findDriver(context, request.params.name);
    return presentDriver(driver, {
      baseUrl: baseUrlOf(context, request),
      minorVersion: minorVersionOf(request),
      isDetail: true,
    });
  });

  scope.get<DriverRoute>('/drivers/:name/properties', async (request) => {
    const { name } = await findDriver(context, request.params.name);
    if (!context.registry.hardwareTypes.includes(name)) throw new DriverNotFoundError(name);
    return Object.fromEntries(
      [...context.registry.properties(name)].map(([key, property]) => [key, describeProperty(property)]),
    );
  });
}
