import type { ConsoleConnection } from '@ironbridge/base';
import { Secret } from '@ironbridge/common';
import { z } from 'zod';
import { RequestRefusedError } from './errors.js';
import { requireJsonType } from './guards.js';
import { jsonAnswer } from './http-answer.js';
import type { Route } from './http-routes.js';
import { readJsonBody } from './read-json-body.js';
import type { TokenDesk } from './token-desk.js';

const RedeemBody = z.strictObject({ token: z.string() });

/** What the viewer page gets for its token. */
export interface RedeemAnswer {
  readonly session_key: string;
  readonly node: { readonly uuid: string; readonly name: string | null };
  readonly type: 'vnc' | 'serial';
  readonly mode: 'read-write' | 'read-only';
  /** How the page has to ask for the picture, where the console fails at what it would ask for by itself. */
  readonly screen?: { readonly depth: 8 };
  /** The session's absolute limit, in ISO 8601. */
  readonly expires_at: string;
}

/** `POST /redeem`: a token in, a session key out, once. */
export function createRedeemRoute(desk: TokenDesk, maxBodyBytes: number): Route {
  return {
    methods: ['POST'],
    hosts: 'own',
    answer: async (request, context) => {
      requireJsonType(request);
      const body = RedeemBody.safeParse(await readJsonBody(request, maxBodyBytes));
      if (!body.success) throw new RequestRefusedError('ERR_INVALID_BODY');
      const claims = desk.verify(new Secret(body.data.token), context);
      const { key, record, target } = await desk.redeem(claims, context);
      const answer: RedeemAnswer = {
        session_key: key.reveal(),
        node: { uuid: target.nodeUuid, name: target.nodeName },
        type: target.connection.type,
        mode: record.mode,
        ...screenOf(target.connection),
        expires_at: record.expiresAt.toISOString(),
      };
      return jsonAnswer(200, answer);
    },
  };
}

/** noVNC asks for 32 bits per pixel or for 8, at depth 24 or 8. */
function screenOf(connection: ConsoleConnection): Pick<RedeemAnswer, 'screen'> {
  const isNarrow = connection.type === 'vnc' && connection.quirks.maxBitsPerPixel !== undefined;
  return isNarrow ? { screen: { depth: 8 } } : {};
}
