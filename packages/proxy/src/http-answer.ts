import { ERROR_KINDS, kindOf, type Logger } from '@ironbridge/common';
import { TokenRejectedError } from '@ironbridge/store';
import { RequestRefusedError, SessionRejectedError } from './errors.js';
import type { RequestContext } from './request-context.js';

/** A whole answer, for a response as well as for a socket that asked for an upgrade. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

const RETRY_AFTER_SECONDS = '5';

/** Sent with everything. */
export const SECURITY_HEADERS = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

/** JSON that no cache may keep. */
export function jsonAnswer(status: number, value: object, headers: Record<string, string> = {}): HttpAnswer {
  return {
    status,
    headers: { 'cache-control': 'no-store', 'content-type': 'application/json; charset=utf-8', ...headers },
    body: Buffer.from(JSON.stringify(value)),
  };
}

/**
 * What a caller is told of an error. Refusals speak for themselves; of anything else only the kind is told, and the log
 * has the rest under the same request id.
 */
export function errorAnswer(error: unknown, { requestId }: RequestContext, log: Logger): HttpAnswer {
  if (error instanceof RequestRefusedError) {
    return refusal(error.httpStatus, error.code, error.message, requestId, error.headers);
  }
  const { httpStatus, transient } = ERROR_KINDS[kindOf(error)];
  if (error instanceof TokenRejectedError || error instanceof SessionRejectedError) {
    // RFC 9110 section 15.5.2 demands a challenge with 401; browsers ignore this one.
    const challenge = { 'www-authenticate': 'Bearer' };
    return refusal(httpStatus, error.code, error.message, requestId, challenge);
  }
  log.error({ event: 'request-failed', requestId, err: error }, 'A request could not be served');
  return transient
    ? refusal(httpStatus, 'ERR_UNAVAILABLE', 'The console service is not available; try again', requestId)
    : refusal(500, 'ERR_INTERNAL', 'The console service failed; its log says why', requestId);
}

function refusal(
  status: number,
  code: string,
  message: string,
  requestId: string,
  headers: Readonly<Record<string, string>> = {},
): HttpAnswer {
  const retry: Record<string, string> = status === 503 ? { 'retry-after': RETRY_AFTER_SECONDS } : {};
  return jsonAnswer(status, { error: { code, message, request_id: requestId } }, { ...retry, ...headers });
}
