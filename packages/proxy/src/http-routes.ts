import type { Logger } from '@ironbridge/common';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AccessPolicy } from './access-policy.js';
import { RequestRefusedError } from './errors.js';
import { pathOf, requireAnyHost, requireMethod, requireOwnHost, requireOwnOrigin } from './guards.js';
import { errorAnswer, SECURITY_HEADERS, type HttpAnswer } from './http-answer.js';
import type { ProxyLimits } from './limits.js';
import { createRequestContext, type RequestContext } from './request-context.js';

/** One address of the service. */
export interface Route {
  readonly methods: readonly string[];
  /** Whether it answers under our own host names only. */
  readonly hosts: 'own' | 'any';
  answer(request: IncomingMessage, context: RequestContext): Promise<HttpAnswer>;
}

/** The plain HTTP side: a map from exact path to route, with the guards before it. */
export class HttpRoutes {
  readonly #routes: ReadonlyMap<string, Route>;
  readonly #policy: AccessPolicy;
  readonly #limits: Pick<ProxyLimits, 'responseTimeoutMs'>;
  readonly #log: Logger;

  public constructor(
    routes: ReadonlyMap<string, Route>,
    policy: AccessPolicy,
    limits: Pick<ProxyLimits, 'responseTimeoutMs'>,
    log: Logger,
  ) {
    this.#routes = routes;
    this.#policy = policy;
    this.#limits = limits;
    this.#log = log;
  }

  /** Answers one request, whatever happens. */
  public async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const context = createRequestContext(request);
    const answer = await this.#answer(request, context).catch((error: unknown) =>
      errorAnswer(error, context, this.#log),
    );
    // A client that left while it was being answered is no fault.
    response.on('error', () => undefined);
    const timer = setTimeout(() => {
      request.socket.destroy();
    }, this.#limits.responseTimeoutMs);
    response.once('close', () => {
      clearTimeout(timer);
    });
    const length = answer.status === 304 ? {} : { 'content-length': answer.body.length };
    response.writeHead(answer.status, { ...SECURITY_HEADERS, ...answer.headers, ...length });
    response.end(request.method === 'HEAD' ? undefined : answer.body);
  }

  async #answer(request: IncomingMessage, context: RequestContext): Promise<HttpAnswer> {
    const route = this.#routes.get(pathOf(request));
    if (route === undefined) throw new RequestRefusedError('ERR_NOT_FOUND');
    requireMethod(request, route.methods);
    if (route.hosts === 'own') requireOwnHost(request, this.#policy);
    else requireAnyHost(request);
    requireOwnOrigin(request, this.#policy);
    return await route.answer(request, context);
  }
}
