import { Deadline, type Clock } from '@ironbridge/common';
import type { Store } from '@ironbridge/store';
import type { FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';

/** A database that takes longer to answer is not ready. */
const PING_TIMEOUT_MS = 2000;

/** What tells whether this service is fit for work. */
export interface ServiceHealth {
  readonly store: Store;
  readonly clock: Clock;
  readonly metrics: Registry;
  readonly isReady: () => boolean;
}

/** Adds `/healthz` (the process answers), `/readyz` (its database does too) and `/metrics`. */
export function addServiceRoutes(
  app: FastifyInstance,
  { store, clock, metrics, isReady }: ServiceHealth,
): void {
  app.get('/healthz', () => ({ status: 'ok' }));

  app.get('/readyz', async (_request, reply) => {
    if (!isReady()) return reply.code(503).send({ status: 'not ready', reason: 'the service is not ready' });
    try {
      await Deadline.after(PING_TIMEOUT_MS, clock).run('The database check', () => store.ping());
      return { status: 'ok' };
    } catch {
      return reply.code(503).send({ status: 'not ready', reason: 'the database does not answer' });
    }
  });

  app.get('/metrics', async (_request, reply) =>
    reply.header('Content-Type', metrics.contentType).send(await metrics.metrics()),
  );
}
