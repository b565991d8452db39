import { createHmac, randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

import type { FastifyInstance } from 'fastify';

import { REDFISH_PATHS } from '../redfish/redfish-paths.js';

/** bmcweb's tokens have this many characters (include/sessions.hpp). */
const CSRF_TOKEN_CHARACTERS = 20;

/** What cookies say of requests. */
export interface CookieLogin {
  /** The session's token in the cookie of a request. */
  tokenOf(headers: IncomingHttpHeaders): string | undefined;
  /**
   * The text that the WebSocket's subprotocol must be, where the session was ever used by cookie: a session keeps that mark
   * also for requests with a token.
   */
  csrfTokenOf(token: string): string | undefined;
}

/**
 * Logging in as a browser does: with `X-Requested-With` the answer has cookies instead of `X-Auth-Token`
 * (openbmc/bmcweb:redfish-core/lib/redfish_sessions.hpp, include/cookies.hpp).
 */
export function addCookieLogin(app: FastifyInstance): CookieLogin {
  const key = randomBytes(32);
  const usedByCookie = new Set<string>();
  const csrfOf = (token: string): string =>
    createHmac('sha256', key).update(token).digest('hex').slice(0, CSRF_TOKEN_CHARACTERS);
  app.addHook('onSend', (request, reply, _, done) => {
    const token = reply.getHeader('x-auth-token');
    const isLogin = request.method === 'POST' && request.url === REDFISH_PATHS.sessions;
    if (isLogin && typeof token === 'string' && request.headers['x-requested-with'] !== undefined) {
      const attributes = 'Path=/; SameSite=Strict; Secure';
      void reply
        .removeHeader('x-auth-token')
        .header('set-cookie', [
          `XSRF-TOKEN=${csrfOf(token)}; ${attributes}`,
          `BMCWEB-SESSION=${token}; ${attributes}; HttpOnly`,
        ]);
    }
    done();
  });
  return {
    tokenOf({ cookie = '' }) {
      const token = /(?:^|;\s*)BMCWEB-SESSION=([^;]+)/.exec(cookie)?.[1];
      if (token !== undefined) usedByCookie.add(token);
      return token;
    },
    csrfTokenOf: (token) => (usedByCookie.has(token) ? csrfOf(token) : undefined),
  };
}
