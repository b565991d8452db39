import { allowsHost, allowsOrigin, hostnameOf } from '@ironbridge/common';
import type { IncomingMessage } from 'node:http';
import type { AccessPolicy } from './access-policy.js';
import { RequestRefusedError } from './errors.js';

const JSON_TYPE = /^application\/json\s*(?:;\s*charset=utf-8\s*)?$/i;
const WEBSOCKET_KEY = /^[+/0-9A-Za-z]{22}==$/;

/** The path of the request target, as it came: nothing is decoded, so that nothing can be smuggled. */
export function pathOf(request: IncomingMessage): string {
  const target = request.url ?? '';
  const end = target.indexOf('?');
  return end === -1 ? target : target.slice(0, end);
}

/** @throws RequestRefusedError 405 */
export function requireMethod(request: IncomingMessage, methods: readonly string[]): void {
  if (methods.includes(request.method ?? '')) return;
  throw new RequestRefusedError('ERR_METHOD_NOT_ALLOWED', { allow: methods.join(', ') });
}

/** @throws RequestRefusedError 404 */
export function requirePath(request: IncomingMessage, path: string): void {
  if (pathOf(request) !== path) throw new RequestRefusedError('ERR_NOT_FOUND');
}

/** For probes and scrapers, which come by address: one Host, and well formed. @throws RequestRefusedError 400 */
export function requireAnyHost(request: IncomingMessage): void {
  const hosts = request.headersDistinct['host'] ?? [];
  if (hosts.length === 1 && hostnameOf(hosts[0]) !== undefined) return;
  throw new RequestRefusedError('ERR_HOST_NOT_ALLOWED');
}

/** One Host, and one of ours: keeps out pages that reach us under their own name. @throws RequestRefusedError 400 */
export function requireOwnHost(request: IncomingMessage, policy: AccessPolicy): void {
  requireAnyHost(request);
  if (!allowsHost(request.headers.host, policy.hostnames)) {
    throw new RequestRefusedError('ERR_HOST_NOT_ALLOWED');
  }
}

/**
 * An Origin that is present must be ours. None is fine: only browsers send it, and nothing here is authorised by what a
 * browser adds by itself.
 *
 * @throws RequestRefusedError 403
 */
export function requireOwnOrigin(request: IncomingMessage, policy: AccessPolicy): void {
  const { origin } = request.headers;
  if (origin !== undefined && !allowsOrigin(origin, policy.origins)) {
    throw new RequestRefusedError('ERR_ORIGIN_NOT_ALLOWED');
  }
}

/** @throws RequestRefusedError 415 */
export function requireJsonType(request: IncomingMessage): void {
  const isPlain = request.headers['content-encoding'] === undefined;
  if (isPlain && JSON_TYPE.test(request.headers['content-type'] ?? '')) return;
  throw new RequestRefusedError('ERR_MEDIA_TYPE');
}

/**
 * What RFC 6455 section 4.2.1 asks of a client, checked before a token is spent on it.
 *
 * @throws RequestRefusedError 426
 */
export function requireWebSocketHandshake({ headers }: IncomingMessage): void {
  const isWebSocket = headers.upgrade?.toLowerCase() === 'websocket';
  const hasKey = WEBSOCKET_KEY.test(headers['sec-websocket-key'] ?? '');
  if (isWebSocket && hasKey && headers['sec-websocket-version'] === '13') return;
  throw new RequestRefusedError('ERR_UPGRADE_REQUIRED', {
    upgrade: 'websocket',
    'sec-websocket-version': '13',
  });
}
