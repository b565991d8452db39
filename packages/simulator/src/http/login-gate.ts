import type { IncomingHttpHeaders } from 'node:http';

import { isRightBasicHeader, isRightLogin, type Credentials } from './credentials.js';
import type { RedfishSessions } from '../redfish/redfish-sessions.js';

/** Decides who may send requests, and counts those who tried with wrong credentials. */
export class LoginGate {
  readonly #credentials: Credentials;
  readonly #sessions: RedfishSessions;
  #failedLogins = 0;

  public constructor(credentials: Credentials, sessions: RedfishSessions) {
    this.#credentials = credentials;
    this.#sessions = sessions;
  }

  /** Requests and logins with wrong credentials so far; requests without any do not count. */
  public get failedLogins(): number {
    return this.#failedLogins;
  }

  /** True where the request carries a live session's token or the right Basic credentials. */
  public isAllowed(headers: IncomingHttpHeaders): boolean {
    const token = headers['x-auth-token'];
    if (typeof token === 'string') return this.#count(this.#sessions.use(token));
    return this.isAllowedBasic(headers.authorization);
  }

  /** True where an `Authorization` header carries the right Basic credentials. */
  public isAllowedBasic(authorization: string | undefined): boolean {
    return authorization !== undefined && this.#count(isRightBasicHeader(this.#credentials, authorization));
  }

  /** True where a session may be made with this login. */
  public isLogin(username: string, password: string): boolean {
    return this.#count(isRightLogin(this.#credentials, username, password));
  }

  #count(isRight: boolean): boolean {
    if (!isRight) this.#failedLogins += 1;
    return isRight;
  }
}
