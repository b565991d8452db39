import {
  BmcBusyError,
  BmcCredentialsError,
  BmcPrivilegeError,
  cleanBmcText,
  parseRetryAfter,
  type HttpAnswer,
} from '@ironbridge/bmc-http';
import type { IronbridgeError } from '@ironbridge/common';
import { RedfishNotFoundError, RedfishRequestError } from './errors.js';
import { isMessage, scanExtendedInfo } from './extended-info.js';

/** Server errors that may pass; 501 and 505 do not. */
const PASSING = new Set([429, 500, 502, 503, 504]);

/** The value of JSON text, or undefined where it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Who was asked for what, for the message. */
export interface AskedRequest {
  readonly origin: string;
  readonly method: string;
  readonly path: string;
}

/**
 * The error that an answer outside 2xx means.
 *
 * @param secrets what the request held, none of which the message may repeat
 */
export function answerErrorOf(
  { origin, method, path }: AskedRequest,
  answer: HttpAnswer,
  secrets: Iterable<string>,
): IronbridgeError {
  const { status } = answer;
  const worst = scanExtendedInfo(parseJson(answer.text))[0];
  const bmcMessage = cleanBmcText(worst?.message ?? '', secrets);
  const messageId = cleanBmcText(worst?.messageId ?? '', secrets);
  const isNotReady = isMessage({ messageId }, 'SYS518');
  if (isNotReady || PASSING.has(status)) {
    const said = bmcMessage === '' ? '' : `: ${bmcMessage}`;
    return new BmcBusyError(
      `The BMC at ${origin} cannot serve ${method} ${path} now (status ${String(status)})${said}`,
      { status, isNotReady, retryAfterMs: parseRetryAfter(answer.header('retry-after')) },
    );
  }
  if (status === 401) return new BmcCredentialsError(origin, 'redfish', bmcMessage);
  if (status === 403) return new BmcPrivilegeError(origin, 'redfish', `${method} ${path}`, bmcMessage);
  if (status === 404) return new RedfishNotFoundError(path);
  return new RedfishRequestError(`${method} ${path}`, { status, messageId, bmcMessage });
}
