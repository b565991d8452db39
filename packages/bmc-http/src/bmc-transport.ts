import { CancelledError, TimeoutError, isIronbridgeError, type Deadline } from '@ironbridge/common';
import type { AxiosInstance, CreateAxiosDefaults } from 'axios';
import { BmcTimeoutError, type BmcSettings } from './errors.js';
import { createAgents, type TlsPolicy } from './tls-agents.js';
import { transportErrorOf } from './transport-error.js';

/** The part of axios that the client uses. */
export type BmcHttpClient = Pick<AxiosInstance, 'request'>;

/** Makes the HTTP client for one BMC; `axios.create` is one. */
export type BmcHttpClientFactory = (defaults: CreateAxiosDefaults) => BmcHttpClient;

export type HttpMethod = 'GET' | 'POST' | 'PATCH' | 'DELETE';

export interface HttpExchange {
  readonly method: HttpMethod;
  /** Path and query on the BMC. */
  readonly path: string;
  /** A header that is false is not sent at all, also not with axios' own default. */
  readonly headers: Readonly<Record<string, string | false>>;
  readonly body?: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly header: (name: string) => string | undefined;
  readonly text: string;
}

/** Answers are no longer than this; the attributes of an iDRAC are about 100 kB. */
export const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

export interface BmcTransportOptions {
  /** Origin of the BMC, such as `https://192.0.2.7`. */
  readonly origin: string;
  readonly tls: TlsPolicy;
  readonly http: BmcHttpClientFactory;
  readonly requestTimeoutMs: number;
  readonly settings: BmcSettings;
}

/** Single HTTP exchanges with one origin: bounded in time and size, no redirects, no retries. */
export class BmcTransport {
  public readonly origin: string;
  readonly #options: BmcTransportOptions;
  #client: BmcHttpClient | undefined;

  public constructor(options: BmcTransportOptions) {
    this.origin = options.origin;
    this.#options = options;
  }

  /**
   * Sends one request; every status is an answer.
   *
   * @throws BmcUnreachableError, BmcTimeoutError, BmcCertificateError, BmcProtocolError or CaFileError, and the reason
   * of `signal` when that aborts
   */
  public async exchange(
    request: HttpExchange,
    deadline: Deadline,
    signal?: AbortSignal,
  ): Promise<HttpAnswer> {
    const { requestTimeoutMs } = this.#options;
    try {
      return await deadline
        .atMost(requestTimeoutMs)
        .run(request.method, (stop) => this.#request(request, stop), signal);
    } catch (error) {
      if (signal?.aborted === true) throw reasonOf(signal);
      if (isIronbridgeError(error)) {
        if (error.code !== 'ERR_TIMEOUT') throw error;
        throw new BmcTimeoutError(this.origin, `${request.method} ${request.path}`);
      }
      throw transportErrorOf(error, this.origin, this.#options.settings, MAX_ANSWER_BYTES);
    }
  }

  async #request({ method, path, headers, body }: HttpExchange, signal: AbortSignal): Promise<HttpAnswer> {
    const client = await this.#open();
    const response = await client.request<unknown>({
      method,
      url: `${this.origin}${path}`,
      headers: { ...headers },
      signal,
      ...(body === undefined ? {} : { data: body }),
    });
    return {
      status: response.status,
      header: (name) => {
        const value: unknown = Reflect.get(response.headers, name.toLowerCase());
        return typeof value === 'string' ? value : undefined;
      },
      text: typeof response.data === 'string' ? response.data : '',
    };
  }

  async #open(): Promise<BmcHttpClient> {
    this.#client ??= this.#options.http({
      ...(await createAgents(this.#options.tls, this.#options.settings)),
      // Whoever follows a redirect checks its origin first.
      maxRedirects: 0,
      maxContentLength: MAX_ANSWER_BYTES,
      validateStatus: () => true,
      responseType: 'text',
      transformResponse: (data: unknown) => data,
      // A proxy named in the environment is for the web, not for BMCs; a host gives one through its own factory.
      proxy: false,
    });
    return this.#client;
  }
}

/** What to throw when `signal` has aborted: its reason where that is an error of ours. */
export function reasonOf(signal: AbortSignal): Error {
  const reason: unknown = signal.reason;
  if (isIronbridgeError(reason)) return reason;
  // The reason of AbortSignal.timeout(); by name, for a DOMException may come from another realm.
  const isTimeout =
    typeof reason === 'object' && reason !== null && 'name' in reason && reason.name === 'TimeoutError';
  return isTimeout
    ? new TimeoutError('The BMC did not answer in time')
    : new CancelledError('The request to the BMC was cancelled');
}
