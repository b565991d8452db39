import {
  BmcBusyError,
  BmcUnreachableError,
  reasonOf,
  type BmcTransport,
  type HttpAnswer,
  type HttpMethod,
} from '@ironbridge/bmc-http';
import { backoffMs, type Clock, type Deadline, type Logger } from '@ironbridge/common';
import { answerErrorOf } from './answer-error.js';
import { RedfishProtocolError } from './errors.js';
import { resolveLink } from './resolve-link.js';

export interface RedfishRequest {
  readonly method: HttpMethod;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON text. */
  readonly body?: string;
  /** What the body holds that no message may repeat. */
  readonly secrets?: readonly string[];
}

/** An answer of status 2xx. */
export interface RedfishAnswer extends HttpAnswer {
  /** Where it came from, redirects followed. */
  readonly path: string;
}

const MAX_REDIRECTS = 3;
const MAX_ATTEMPTS = 5;
const BACKOFF = { baseMs: 1_000, maxMs: 8_000 };
/** A BMC that asks for a longer pause gets no further request from this task. */
const MAX_RETRY_AFTER_MS = 30_000;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

export interface RedfishRequesterOptions {
  readonly transport: BmcTransport;
  readonly clock: Clock;
  readonly log: Logger;
  /** Replaced in tests. */
  readonly random?: () => number;
}

/** The limits of the work that a request is part of. */
export interface WorkLimits {
  readonly deadline: Deadline;
  readonly signal?: AbortSignal;
}

/**
 * Requests with Redfish's headers, redirects within the origin, and retries:
 * - no connection could be made: any request
 * - the connection broke: GET and DELETE
 * - 429, 500, 502, 503, 504: GET
 * - SYS518, «not ready»: any request
 *
 * at most 5 attempts, with back-off, and no wait that goes beyond the deadline.
 */
export class RedfishRequester {
  readonly #options: RedfishRequesterOptions;
  readonly #secrets = new Set<string>();

  public constructor(options: RedfishRequesterOptions) {
    this.#options = options;
  }

  /** No message repeats this from now on, whatever the BMC echoes. */
  public keepSecret(secret: string): void {
    this.#secrets.add(secret);
  }

  public get secrets(): ReadonlySet<string> {
    return this.#secrets;
  }

  /**
   * Sends a request until it is answered with 2xx or must not be repeated.
   *
   * @throws the errors of the transport and those of `answerErrorOf`
   */
  public async send(request: RedfishRequest, limits: WorkLimits): Promise<RedfishAnswer> {
    const { clock, log } = this.#options;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#sendOnce(request, limits);
      } catch (error) {
        const waitMs = this.#waitBeforeRetryMs(request.method, error, attempt);
        if (waitMs === undefined || waitMs >= limits.deadline.remainingMs) throw error;
        log.debug({ method: request.method, path: request.path, attempt, waitMs }, 'The BMC is asked again');
        await this.#sleep(clock, waitMs, limits.signal);
      }
    }
  }

  async #sleep(clock: Clock, waitMs: number, signal: AbortSignal | undefined): Promise<void> {
    try {
      await clock.sleep(waitMs, signal);
    } catch (error) {
      throw signal?.aborted === true ? reasonOf(signal) : error;
    }
  }

  #waitBeforeRetryMs(method: HttpMethod, error: unknown, attempt: number): number | undefined {
    if (attempt >= MAX_ATTEMPTS) return undefined;
    const { random } = this.#options;
    const waitMs = backoffMs(attempt, random === undefined ? BACKOFF : { ...BACKOFF, random });
    if (error instanceof BmcUnreachableError) {
      return !error.wasConnected || method === 'GET' || method === 'DELETE' ? waitMs : undefined;
    }
    if (error instanceof BmcBusyError && (error.isNotReady || method === 'GET')) {
      return error.retryAfterMs > MAX_RETRY_AFTER_MS ? undefined : Math.max(waitMs, error.retryAfterMs);
    }
    return undefined;
  }

  async #sendOnce(request: RedfishRequest, { deadline, signal }: WorkLimits): Promise<RedfishAnswer> {
    const { transport } = this.#options;
    const { origin } = transport;
    const { method, body } = request;
    let { path } = request;
    let acceptEncoding: string | false = 'identity';
    for (let redirects = 0; ;) {
      const answer = await transport.exchange(
        {
          method,
          path,
          headers: {
            Accept: 'application/json',
            // Compression makes some BMCs send weak ETags.
            'Accept-Encoding': acceptEncoding,
            'OData-Version': '4.0',
            // Some BMCs choke on persistent connections.
            Connection: 'close',
            'User-Agent': 'ironbridge',
            ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
            ...request.headers,
          },
          ...(body === undefined ? {} : { body }),
        },
        deadline,
        signal,
      );
      // HPE Gen10 and later know no `identity`.
      if (answer.status === 406 && method === 'GET' && acceptEncoding !== false) {
        acceptEncoding = false;
        continue;
      }
      if (REDIRECTS.has(answer.status)) {
        redirects += 1;
        path = this.#redirectTarget(request, path, answer, redirects);
        continue;
      }
      if (answer.status >= 200 && answer.status < 300) return { ...answer, path };
      throw answerErrorOf({ origin, method, path }, answer, [...this.#secrets, ...(request.secrets ?? [])]);
    }
  }

  #redirectTarget({ method }: RedfishRequest, path: string, answer: HttpAnswer, redirects: number): string {
    const { origin } = this.#options.transport;
    const target = resolveLink(origin, answer.header('location') ?? '', path);
    if (method !== 'GET') {
      throw new RedfishProtocolError(
        `The BMC at ${origin} redirects ${method} ${path}, which is not followed`,
      );
    }
    if (redirects > MAX_REDIRECTS) {
      throw new RedfishProtocolError(
        `The BMC at ${origin} redirects GET ${path} more than ${String(MAX_REDIRECTS)} times`,
      );
    }
    return target;
  }
}
