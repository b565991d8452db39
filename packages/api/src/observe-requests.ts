import type { Logger } from '@ironbridge/common';
import type { FastifyInstance } from 'fastify';
import { Histogram, type Registry } from 'prom-client';

const METRIC = 'ironbridge_api_request_duration_seconds';
const READS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);
const BUCKETS_SECONDS = [0.005, 0.02, 0.1, 0.5, 2, 10];

/** Several services of one process may share a registry; the metric is made once. */
function durationMetric(metrics: Registry): Pick<Histogram, 'observe'> {
  const existing = metrics.getSingleMetric(METRIC);
  if (existing instanceof Histogram) return existing;
  return new Histogram({
    name: METRIC,
    help: 'Time to answer a request, in seconds',
    labelNames: ['method', 'route', 'status'],
    buckets: BUCKETS_SECONDS,
    registers: [metrics],
  });
}

/**
 * Logs and counts every answer by its route, never by its URL: queries and bodies may hold secrets, and paths would make
 * metrics without end.
 */
export function observeRequests(app: FastifyInstance, log: Logger, metrics: Registry): void {
  const duration = durationMetric(metrics);
  app.addHook('onResponse', (request, reply, done) => {
    const { method } = request;
    const route = request.routeOptions.url ?? 'unknown';
    const status = reply.statusCode;
    duration.observe({ method, route, status }, reply.elapsedTime / 1000);
    const facts = { requestId: request.id, method, route, status, ms: Math.round(reply.elapsedTime) };
    // Pages and probes read every few seconds: what changed or failed must not drown among them.
    if (status < 400 && READS.has(method)) log.debug(facts, 'request');
    else log.info(facts, 'request');
    done();
  });
}
