import {
  BmcCredentialsError,
  BmcTransport,
  cleanBmcText,
  type BmcHttpClientFactory,
  type TlsPolicy,
} from '@ironbridge/bmc-http';
import {
  Deadline,
  Secret,
  silentLogger,
  systemClock,
  type Clock,
  type JsonValue,
  type Logger,
} from '@ironbridge/common';
import axios from 'axios';
import type { z } from 'zod';
import { parseJson } from './answer-error.js';
import { RedfishProtocolError, RedfishRequestError } from './errors.js';
import { scanExtendedInfo, type ExtendedInfo } from './extended-info.js';
import { RedfishLogin, type RedfishAuthType } from './redfish-login.js';
import {
  RedfishRequester,
  type RedfishAnswer,
  type RedfishRequest,
  type WorkLimits,
} from './redfish-requester.js';
import { resolveLink } from './resolve-link.js';

export interface RedfishClientOptions {
  /** Origin of the BMC, such as `https://192.0.2.7` or `https://[2001:db8::7]:8443`. */
  readonly address: string;
  /** Path of the service root; `/redfish/v1/` unless given. */
  readonly rootPrefix?: string;
  /** Path of the system, needed only where the BMC has several. */
  readonly systemId?: string;
  /** Nobody logs in where it is not given. */
  readonly username?: string;
  readonly password?: Secret;
  readonly authType: RedfishAuthType;
  /** True: Node's CAs; a string: path of a file of CA certificates in PEM form; false: any certificate passes. */
  readonly verifyCa: boolean | string;
  readonly tlsMinimumVersion?: '1.1' | '1.2' | '1.3';
  /** OpenSSL's cipher list. */
  readonly tlsCiphers?: string;
  /** `axios.create` unless given. */
  readonly http?: BmcHttpClientFactory;
  readonly log?: Logger;
  readonly clock?: Clock;
  /** When all of the client's work must be done; 60 s from now unless given. */
  readonly deadline?: Deadline;
  /** Aborts whatever the client does, but not {@link RedfishClient.close}. */
  readonly signal?: AbortSignal;
  /** The longest that one request may take, in milliseconds; 30 000 unless given. */
  readonly requestTimeoutMs?: number;
  /** A number in [0, 1) that spreads the back-off; replaced in tests. */
  readonly random?: () => number;
}

/** What was read, and what is needed to change it. */
export interface RedfishResource<T> {
  /** On the BMC, redirects followed. */
  readonly path: string;
  readonly body: T;
  readonly etag?: string;
}

/** What may stand in a request body: JSON, with secrets that stay wrapped until they are sent. */
export type RedfishBody =
  JsonValue | Secret | readonly RedfishBody[] | { readonly [name: string]: RedfishBody };

const DEFAULT_ROOT = '/redfish/v1/';
const DEFAULT_DEADLINE_MS = 60_000;
const DEFAULT_REQUEST_TIMEOUT_MS = 30_000;

/**
 * A Redfish client for one task on one BMC (DMTF DSP0266). Always {@link close} it: BMCs allow few sessions.
 *
 * It logs in at the first request. Wrong credentials are sent once and then never again. Nothing is ever sent to another
 * origin than `address`.
 */
export class RedfishClient {
  readonly #options: RedfishClientOptions;
  readonly #origin: string;
  readonly #rootPath: string;
  readonly #limits: WorkLimits;
  readonly #requester: RedfishRequester;
  readonly #login: RedfishLogin;

  public constructor(options: RedfishClientOptions) {
    const { clock = systemClock, log = silentLogger, signal, random } = options;
    this.#options = options;
    this.#origin = new URL(options.address).origin;
    this.#rootPath = (options.rootPrefix ?? DEFAULT_ROOT).replace(/\/*$/, '/');
    this.#limits = {
      deadline: options.deadline ?? Deadline.after(DEFAULT_DEADLINE_MS, clock),
      ...(signal === undefined ? {} : { signal }),
    };
    const transport = new BmcTransport({
      origin: this.#origin,
      tls: tlsPolicyOf(options),
      http: options.http ?? ((defaults) => axios.create(defaults)),
      requestTimeoutMs: options.requestTimeoutMs ?? DEFAULT_REQUEST_TIMEOUT_MS,
      settings: 'redfish',
    });
    this.#requester = new RedfishRequester({
      transport,
      clock,
      log,
      ...(random === undefined ? {} : { random }),
    });
    this.#login = new RedfishLogin({
      requester: this.#requester,
      origin: this.#origin,
      rootPath: this.#rootPath,
      authType: options.authType,
      username: options.username,
      password: options.password,
      log,
      limits: this.#limits,
    });
  }

  /** Origin of the BMC. */
  public get address(): string {
    return this.#origin;
  }

  /** Path of the service root. */
  public get rootPath(): string {
    return this.#rootPath;
  }

  /** Path of the system that the options name, if they do. */
  public get systemId(): string | undefined {
    return this.#options.systemId;
  }

  /**
   * Reads a resource.
   *
   * @param link path, or an `@odata.id` as the BMC sent it
   * @param schema what must be in it; other properties are left aside
   * @throws ForeignOriginError for a link to another origin, RedfishProtocolError for what is not JSON or not of that shape,
   * and the errors of {@link RedfishClient}
   */
  public async get<T>(link: string, schema: z.ZodType<T>): Promise<RedfishResource<T>> {
    const path = resolveLink(this.#origin, link);
    const answer = await this.#send({ method: 'GET', path });
    const json = parseJson(answer.text);
    if (json === undefined) {
      throw new RedfishProtocolError(
        `The BMC at ${this.#origin} answered GET ${path} with something that is not JSON`,
      );
    }
    const parsed = schema.safeParse(json);
    if (!parsed.success) {
      const where = parsed.error.issues
        .map((issue) => issue.path.map(String).join('/') || '(root)')
        .join(', ');
      throw new RedfishProtocolError(
        `In ${path} of the BMC at ${this.#origin} these are missing or wrong: ${where}`,
      );
    }
    const etag = answer.header('etag');
    return { path: answer.path, body: parsed.data, ...(etag === undefined ? {} : { etag }) };
  }

  /**
   * Changes a resource, only if it is still as it was read where the BMC gave an ETag. On 412 the ETag is sent in its strong
   * form and then not at all, as some BMCs refuse the ETags that they gave.
   *
   * @returns what the BMC finds wrong although it answered 2xx, worst first; empty where nothing is. Success itself is only
   * proved by reading again.
   */
  public async patch(
    resource: Pick<RedfishResource<unknown>, 'path' | 'etag'>,
    body: RedfishBody,
  ): Promise<readonly ExtendedInfo[]> {
    const path = resolveLink(this.#origin, resource.path);
    const secrets: string[] = [];
    const text = JSON.stringify(revealSecrets(body, secrets));
    const answer = await this.#sendWithEtag({ method: 'PATCH', path, body: text, secrets }, resource.etag);
    const hidden = [...this.#requester.secrets, ...secrets];
    return scanExtendedInfo(parseJson(answer.text)).map((info) => ({
      ...info,
      message: cleanBmcText(info.message, hidden),
      messageId: cleanBmcText(info.messageId, hidden),
      relatedProperties: info.relatedProperties.map((property) => cleanBmcText(property, hidden)),
    }));
  }

  /**
   * The headers that say who asks, for a request that is not Redfish's; opens a session where one is needed. They are good
   * until {@link close}.
   *
   * @throws the errors of {@link RedfishClient}
   */
  public async authorization(): Promise<Readonly<Record<string, string>>> {
    return await this.#login.headers();
  }

  /** Deletes the session on the BMC, if one was opened; within 5 s, whatever became of deadline and signal. Never throws. */
  public async close(): Promise<void> {
    await this.#login.close();
  }

  public async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #sendWithEtag(request: RedfishRequest, etag: string | undefined): Promise<RedfishAnswer> {
    const strong = etag?.replace(/^W\//, '');
    const ladder = [...new Set([etag, strong, undefined])];
    for (const [step, value] of ladder.entries()) {
      try {
        return await this.#send(
          value === undefined ? request : { ...request, headers: { 'If-Match': value } },
        );
      } catch (error) {
        const isRefusedEtag = error instanceof RedfishRequestError && error.status === 412;
        if (!isRefusedEtag || step === ladder.length - 1) throw error;
      }
    }
    throw new RedfishProtocolError(`The BMC at ${this.#origin} refuses every ETag of ${request.path}`);
  }

  async #send(request: RedfishRequest): Promise<RedfishAnswer> {
    for (;;) {
      try {
        const headers = { ...(await this.#login.headers()), ...request.headers };
        return await this.#requester.send({ ...request, headers }, this.#limits);
      } catch (error) {
        if (!(error instanceof BmcCredentialsError) || !this.#login.refuse(error)) throw error;
      }
    }
  }
}

function tlsPolicyOf({ verifyCa, tlsMinimumVersion, tlsCiphers }: RedfishClientOptions): TlsPolicy {
  return {
    verifyCa,
    ...(tlsMinimumVersion === undefined ? {} : { minimumVersion: tlsMinimumVersion }),
    ...(tlsCiphers === undefined ? {} : { ciphers: tlsCiphers }),
  };
}

/** `body` as it is sent; the secrets in it are collected. */
function revealSecrets(body: RedfishBody, secrets: string[]): JsonValue {
  if (body instanceof Secret) {
    secrets.push(body.reveal());
    return body.reveal();
  }
  if (Array.isArray(body)) return body.map((item: RedfishBody) => revealSecrets(item, secrets));
  if (typeof body !== 'object' || body === null) return body;
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [name, revealSecrets(value, secrets)]),
  );
}
