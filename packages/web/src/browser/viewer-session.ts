import { isJsonObject, parseJson, stringAt } from './json-object.js';

export type ViewerMode = 'read-write' | 'read-only';

/** What `/redeem` gave for a token: the right to connect, again and again, to one console. */
export interface ViewerSession {
  readonly sessionKey: string;
  readonly nodeName: string;
  /** Type of console: `vnc` or `serial`. */
  readonly type: string;
  readonly mode: ViewerMode;
  /** True where the server is not to be asked for more than 8 bits per pixel: one that is drops the connection. */
  readonly isShallow: boolean;
}

/** Characters that a WebSocket subprotocol may have (RFC 6455 section 4.1, the token of RFC 9110 section 5.6.2). */
const SUBPROTOCOL = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** Parses the answer of `/redeem`, or what was stored of it; null where it is not one. */
export function parseViewerSession(text: string): ViewerSession | null {
  const body = parseJson(text);
  if (!isJsonObject(body) || !isJsonObject(body['node'])) return null;
  const sessionKey = stringAt(body, 'session_key');
  const type = stringAt(body, 'type');
  const mode = body['mode'];
  if (sessionKey === null || !SUBPROTOCOL.test(sessionKey) || type === null) return null;
  if (mode !== 'read-write' && mode !== 'read-only') return null;
  const nodeName = stringAt(body['node'], 'name') ?? stringAt(body['node'], 'uuid');
  if (nodeName === null) return null;
  const isShallow = isJsonObject(body['screen']) && body['screen']['depth'] === 8;
  return { sessionKey, nodeName, type, mode, isShallow };
}
