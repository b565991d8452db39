import { BmcBusyError, BmcCredentialsError, BmcPrivilegeError, reasonOf } from '@ironbridge/bmc-http';
import { Deadline, type Logger, type Secret } from '@ironbridge/common';
import { z } from 'zod';
import { parseJson } from './answer-error.js';
import { RedfishNotFoundError, RedfishProtocolError, RedfishRequestError } from './errors.js';
import type { RedfishRequester, WorkLimits } from './redfish-requester.js';
import { resolveLink } from './resolve-link.js';

/** `basic`: credentials in each request; `session`: a session; `auto`: a session, else Basic. */
export type RedfishAuthType = 'basic' | 'session' | 'auto';

export interface RedfishLoginOptions {
  readonly requester: RedfishRequester;
  readonly origin: string;
  readonly rootPath: string;
  readonly authType: RedfishAuthType;
  readonly username: string | undefined;
  readonly password: Secret | undefined;
  readonly log: Logger;
  readonly limits: WorkLimits;
}

interface Session {
  readonly token: string;
  readonly path: string;
}

const RootSchema = z.object({
  Links: z.object({ Sessions: z.object({ '@odata.id': z.string().min(1) }) }),
});

const SessionSchema = z.object({ '@odata.id': z.string().min(1) });

/** Logging in is not given up half-way, or the session would stay on the BMC; so it has a time of its own. */
const LOGIN_TIMEOUT_MS = 15_000;
const LOGOUT_TIMEOUT_MS = 5_000;

/** Who the client is to the BMC. Credentials are refused at most once: after that nothing is sent any more. */
export class RedfishLogin {
  readonly #options: RedfishLoginOptions;
  #mode: 'none' | 'basic' | 'session' | 'undecided';
  #session: Session | undefined;
  #opening: Promise<Session> | undefined;
  #refusal: BmcCredentialsError | undefined;
  #hasRenewed = false;
  readonly #closing = new AbortController();

  public constructor(options: RedfishLoginOptions) {
    this.#options = options;
    const { username, password, requester, authType } = options;
    this.#mode = username === undefined ? 'none' : authType === 'auto' ? 'undecided' : authType;
    if (password !== undefined) {
      requester.keepSecret(password.reveal());
      requester.keepSecret(this.#basicToken());
    }
  }

  /**
   * The headers that say who asks; opens a session where one is needed.
   *
   * @throws BmcCredentialsError, also for every call after the first such error
   */
  public async headers(): Promise<Readonly<Record<string, string>>> {
    if (this.#refusal !== undefined) throw this.#refusal;
    if (this.#mode === 'undecided') await this.#decide();
    if (this.#mode === 'session') {
      this.#session ??= await this.#open();
      return { 'X-Auth-Token': this.#session.token };
    }
    return this.#mode === 'basic' ? { Authorization: `Basic ${this.#basicToken()}` } : {};
  }

  /**
   * Takes note that the BMC answered 401.
   *
   * @returns true where an ended session may be the cause and the request is worth one repetition
   */
  public refuse(error: BmcCredentialsError): boolean {
    if (this.#mode === 'session' && !this.#hasRenewed) {
      this.#hasRenewed = true;
      this.#session = undefined;
      this.#opening = undefined;
      return true;
    }
    this.#refusal = error;
    return false;
  }

  /** Deletes the session on the BMC. Never throws: a session that stays ends by itself when it is idle. */
  public async close(): Promise<void> {
    const { requester, log } = this.#options;
    const deadline = Deadline.after(LOGOUT_TIMEOUT_MS);
    try {
      await deadline.run('Closing the Redfish session', async (signal) => {
        const session = this.#session ?? (await this.#opening?.catch(() => undefined));
        this.#session = undefined;
        this.#opening = undefined;
        if (session === undefined) return;
        const headers = { 'X-Auth-Token': session.token };
        await requester.send({ method: 'DELETE', path: session.path, headers }, { deadline, signal });
      });
    } catch (error) {
      log.debug({ err: error }, 'The Redfish session could not be deleted; the BMC ends it when it is idle');
    } finally {
      this.#closing.abort();
    }
  }

  async #decide(): Promise<void> {
    const { log } = this.#options;
    try {
      this.#session = await this.#open();
      this.#mode = 'session';
    } catch (error) {
      const isSessionServiceMissing =
        error instanceof RedfishNotFoundError ||
        error instanceof RedfishRequestError ||
        error instanceof RedfishProtocolError ||
        error instanceof BmcBusyError;
      if (!isSessionServiceMissing) throw error;
      log.debug({ code: error.code }, 'The BMC gives no Redfish session; Basic authentication is used');
      this.#mode = 'basic';
    }
  }

  async #open(): Promise<Session> {
    const { limits } = this.#options;
    if (limits.signal?.aborted === true) throw reasonOf(limits.signal);
    const opening = this.#discoverAndLogIn();
    // A login that nobody waits for any more is still there for close().
    opening.catch(() => undefined);
    this.#opening = opening;
    try {
      return await withSignal(opening, limits);
    } catch (error) {
      if (error instanceof BmcCredentialsError) this.#refusal = error;
      throw error;
    }
  }

  async #discoverAndLogIn(): Promise<Session> {
    const { requester, origin, rootPath, username, password, limits } = this.#options;
    const root = await requester.send({ method: 'GET', path: rootPath }, limits);
    const parsed = RootSchema.safeParse(parseJson(root.text));
    if (!parsed.success) throw new RedfishProtocolError(`The BMC at ${origin} names no session service`);
    const answer = await this.#post(resolveLink(origin, parsed.data.Links.Sessions['@odata.id']), {
      UserName: username ?? '',
      Password: password?.reveal() ?? '',
    });
    const token = answer.header('x-auth-token');
    const location =
      answer.header('location') ?? SessionSchema.safeParse(parseJson(answer.text)).data?.['@odata.id'];
    if (token === undefined || location === undefined) {
      throw new RedfishProtocolError(
        `The BMC at ${origin} opened a session without X-Auth-Token and Location`,
      );
    }
    requester.keepSecret(token);
    return { token, path: resolveLink(origin, location) };
  }

  async #post(path: string, credentials: object): ReturnType<RedfishRequester['send']> {
    const { requester, origin } = this.#options;
    try {
      return await requester.send(
        { method: 'POST', path, body: JSON.stringify(credentials) },
        { deadline: Deadline.after(LOGIN_TIMEOUT_MS), signal: this.#closing.signal },
      );
    } catch (error) {
      // At a login there is nothing to lack a privilege for.
      if (error instanceof BmcPrivilegeError) throw new BmcCredentialsError(origin, 'redfish', '');
      throw error;
    }
  }

  #basicToken(): string {
    const { username, password } = this.#options;
    return Buffer.from(`${username ?? ''}:${password?.reveal() ?? ''}`).toString('base64');
  }
}

/** `work`, awaited no longer than the limits allow; the work itself goes on. */
async function withSignal<T>(work: Promise<T>, { deadline, signal }: WorkLimits): Promise<T> {
  try {
    return await deadline.run('The login at the BMC', () => work, signal);
  } catch (error) {
    throw signal?.aborted === true ? reasonOf(signal) : error;
  }
}
