import type { Store } from '@ironbridge/store';
import type { Registry } from 'prom-client';
import { jsonAnswer } from './http-answer.js';
import type { Route } from './http-routes.js';

export interface StatusRoutesOptions {
  readonly store: Pick<Store, 'ping'>;
  readonly registry: Registry;
  /** False while this proxy takes no new viewers. */
  readonly isReady: () => boolean | Promise<boolean>;
}

/** What orchestrators and Prometheus ask for. They come by address, so any host name serves. */
export function createStatusRoutes({ store, registry, isReady }: StatusRoutesOptions): Map<string, Route> {
  const probe = (answer: Route['answer']): Route => ({ methods: ['GET', 'HEAD'], hosts: 'any', answer });
  const answersNow = async (): Promise<boolean> => {
    try {
      if (!(await isReady())) return false;
      await store.ping();
      return true;
    } catch {
      return false;
    }
  };
  return new Map([
    ['/healthz', probe(() => Promise.resolve(jsonAnswer(200, { status: 'ok' })))],
    [
      '/readyz',
      probe(async () =>
        (await answersNow())
          ? jsonAnswer(200, { status: 'ready' })
          : jsonAnswer(503, { status: 'not ready' }),
      ),
    ],
    [
      '/metrics',
      probe(async () => ({
        status: 200,
        headers: { 'cache-control': 'no-store', 'content-type': registry.contentType },
        body: Buffer.from(await registry.metrics()),
      })),
    ],
  ]);
}
