import { isJsonObject, parseJson, stringAt } from './json-object.js';
import type { Problem } from './problem.js';

/** What to tell a person about an answer of `/redeem` other than 200. */
export function parseRedeemError(httpStatus: number, text: string): Problem {
  const body = parseJson(text);
  const error = isJsonObject(body) && isJsonObject(body['error']) ? body['error'] : {};
  return {
    message: stringAt(error, 'message') ?? `The proxy answered with HTTP status ${String(httpStatus)}.`,
    requestId: stringAt(error, 'request_id'),
    isTransient: httpStatus >= 500 || httpStatus === 429,
  };
}
