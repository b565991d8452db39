import {
  BmcBusyError,
  BmcCredentialsError,
  BmcTransport,
  BmcUnreachableError,
  cleanBmcText,
  reasonOf,
  type BmcHttpClientFactory,
} from '@ironbridge/bmc-http';
import {
  Deadline,
  backoffMs,
  silentLogger,
  systemClock,
  type Clock,
  type Logger,
  type Secret,
} from '@ironbridge/common';
import axios from 'axios';
import { answerBody } from './answer-body.js';
import {
  buildEnvelope,
  enumerateRequest,
  invokeRequest,
  pullRequest,
  type WsmanParameters,
  type WsmanRequest,
} from './build-envelope.js';
import { WsmanProtocolError } from './errors.js';
import type { XmlElement } from './xml-element.js';

export interface WsmanClientOptions {
  /** Origin of the BMC, such as `https://192.0.2.7` or `https://[2001:db8::7]:8443`. */
  readonly address: string;
  /** Where WS-Man is; `/wsman` unless given. */
  readonly path?: string;
  readonly username: string;
  readonly password: Secret;
  /** True: Node's CAs; a string: path of a file of CA certificates in PEM form; false: any certificate passes. */
  readonly verifyCa: boolean | string;
  /** `axios.create` unless given. */
  readonly http?: BmcHttpClientFactory;
  readonly log?: Logger;
  readonly clock?: Clock;
  /** When all of the client's work must be done; 60 s from now unless given. */
  readonly deadline?: Deadline;
  readonly signal?: AbortSignal;
  /** The longest that one request may take, in milliseconds; 30 000 unless given. */
  readonly requestTimeoutMs?: number;
  /** A number in [0, 1) that spreads the back-off; replaced in tests. */
  readonly random?: () => number;
}

export interface EnumerateOptions {
  /** A query in CQL (DMTF DSP0202); all rows unless given. */
  readonly filter?: string;
}

export interface WsmanInvocation {
  readonly method: string;
  readonly selectors: Readonly<Record<string, string>>;
  readonly parameters: WsmanParameters;
  /** True where the method changes nothing, so that it may be sent again whatever became of it. */
  readonly isRepeatable?: boolean;
}

const DEFAULT_DEADLINE_MS = 60_000;
const DEFAULT_REQUEST_TIMEOUT_MS = 30_000;
const MAX_ATTEMPTS = 5;
const BACKOFF = { baseMs: 1_000, maxMs: 8_000 };
const MAX_RETRY_AFTER_MS = 30_000;
const ROWS_PER_ANSWER = 100;
/** An iDRAC has about 700 rows of attributes. */
const MAX_ROWS = 10_000;
const MAX_PULLS = 100;

/**
 * A WS-Man client for one task on one BMC (DMTF DSP0226), HTTP Basic. Wrong credentials are sent once and then never again.
 * No redirect is followed: nothing is ever sent to another origin than `address`.
 *
 * A request is repeated, at most 4 times, where no connection could be made; one that changes nothing also where the
 * connection broke or the BMC is busy.
 */
export class WsmanClient {
  readonly #options: WsmanClientOptions;
  readonly #transport: BmcTransport;
  readonly #path: string;
  readonly #url: string;
  readonly #deadline: Deadline;
  readonly #clock: Clock;
  readonly #log: Logger;
  #refusal: BmcCredentialsError | undefined;

  public constructor(options: WsmanClientOptions) {
    const { clock = systemClock, log = silentLogger } = options;
    this.#options = options;
    this.#clock = clock;
    this.#log = log;
    this.#deadline = options.deadline ?? Deadline.after(DEFAULT_DEADLINE_MS, clock);
    this.#transport = new BmcTransport({
      origin: new URL(options.address).origin,
      tls: { verifyCa: options.verifyCa },
      http: options.http ?? ((defaults) => axios.create(defaults)),
      requestTimeoutMs: options.requestTimeoutMs ?? DEFAULT_REQUEST_TIMEOUT_MS,
      settings: 'drac',
    });
    this.#path = options.path ?? '/wsman';
    this.#url = `${this.#transport.origin}${this.#path}`;
  }

  /** Origin of the BMC. */
  public get address(): string {
    return this.#transport.origin;
  }

  /**
   * All rows of a class, in as many pulls as they take.
   *
   * @throws the errors of the package, and those of `@ironbridge/bmc-http`
   */
  public async enumerate(
    resourceUri: string,
    { filter }: EnumerateOptions = {},
  ): Promise<readonly XmlElement[]> {
    // A pull whose answer is lost cannot be repeated: the BMC has moved on. The enumeration can.
    return this.#repeat(true, async () => {
      const request = enumerateRequest(resourceUri, ROWS_PER_ANSWER, filter);
      const rows: XmlElement[] = [];
      let answer = await this.#send(request);
      for (let pulls = 0; ; pulls += 1) {
        rows.push(...(answer.child('Items')?.children ?? []));
        const context = answer.textOf('EnumerationContext') ?? '';
        if (context === '' || answer.child('EndOfSequence') !== undefined) return rows;
        if (pulls === MAX_PULLS || rows.length > MAX_ROWS) {
          throw new WsmanProtocolError(
            `The BMC at ${this.#url} answers ${request.name} with more than ${String(MAX_ROWS)} rows or ${String(MAX_PULLS)} parts`,
          );
        }
        answer = await this.#send(pullRequest(resourceUri, ROWS_PER_ANSWER, context));
      }
    });
  }

  /**
   * Invokes a method and returns its output, whatever its ReturnValue.
   *
   * @throws the errors of the package, and those of `@ironbridge/bmc-http`
   */
  public async invoke(
    resourceUri: string,
    { method, selectors, parameters, isRepeatable = false }: WsmanInvocation,
  ): Promise<XmlElement> {
    const secrets = parameters.flatMap(([, value]) => (typeof value === 'string' ? [] : [value.reveal()]));
    return this.#repeat(isRepeatable, async () => {
      const output = await this.#send(invokeRequest(resourceUri, method, selectors, parameters), secrets);
      if (output.name !== `${method}_OUTPUT`) {
        throw new WsmanProtocolError(
          `The BMC at ${this.#url} answers ${method} with ${this.clean(output.name)}`,
        );
      }
      return output;
    });
  }

  /** A BMC's words, fit for messages and logs: bounded, and without the client's credentials and `secrets`. */
  public clean(text: string, secrets: readonly string[] = []): string {
    return cleanBmcText(text, this.#secrets(secrets));
  }

  async #send(request: WsmanRequest, secrets: readonly string[] = []): Promise<XmlElement> {
    if (this.#refusal !== undefined) throw this.#refusal;
    const answer = await this.#transport.exchange(
      {
        method: 'POST',
        path: this.#path,
        headers: {
          Accept: 'application/soap+xml',
          'Accept-Encoding': 'identity',
          Authorization: `Basic ${this.#basicToken()}`,
          Connection: 'close',
          'Content-Type': 'application/soap+xml;charset=UTF-8',
          'User-Agent': 'ironbridge',
        },
        body: buildEnvelope(this.#url, request),
      },
      this.#deadline,
      this.#options.signal,
    );
    const asked = {
      origin: this.address,
      url: this.#url,
      name: request.name,
      secrets: this.#secrets(secrets),
    };
    try {
      return answerBody(asked, answer);
    } catch (error) {
      if (error instanceof BmcCredentialsError) this.#refusal = error;
      throw error;
    }
  }

  async #repeat<T>(isRepeatable: boolean, work: () => Promise<T>): Promise<T> {
    const { signal } = this.#options;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await work();
      } catch (error) {
        const waitMs = this.#waitMs(isRepeatable, error, attempt);
        if (waitMs === undefined || waitMs >= this.#deadline.remainingMs) throw error;
        this.#log.debug({ attempt, waitMs }, 'The BMC is asked again');
        await this.#clock.sleep(waitMs, signal).catch((cause: unknown) => {
          throw signal?.aborted === true ? reasonOf(signal) : cause;
        });
      }
    }
  }

  #waitMs(isRepeatable: boolean, error: unknown, attempt: number): number | undefined {
    if (attempt === MAX_ATTEMPTS) return undefined;
    const { random } = this.#options;
    const waitMs = backoffMs(attempt, random === undefined ? BACKOFF : { ...BACKOFF, random });
    if (error instanceof BmcUnreachableError) return isRepeatable || !error.wasConnected ? waitMs : undefined;
    if (error instanceof BmcBusyError && isRepeatable && error.retryAfterMs <= MAX_RETRY_AFTER_MS) {
      return Math.max(waitMs, error.retryAfterMs);
    }
    return undefined;
  }

  #secrets(more: readonly string[]): readonly string[] {
    return [this.#options.password.reveal(), this.#basicToken(), ...more];
  }

  #basicToken(): string {
    const { username, password } = this.#options;
    return Buffer.from(`${username}:${password.reveal()}`).toString('base64');
  }
}
