import {
  BmcBusyError,
  BmcCredentialsError,
  BmcPrivilegeError,
  cleanBmcText,
  parseRetryAfter,
  type HttpAnswer,
} from '@ironbridge/bmc-http';
import type { IronbridgeError } from '@ironbridge/common';
import { WsmanFaultError, WsmanMissingError, WsmanProtocolError, WsmanRequestError } from './errors.js';
import { parseXml } from './parse-xml.js';
import type { XmlElement } from './xml-element.js';

/** Who was asked for what, for the message. */
export interface AskedRequest {
  readonly origin: string;
  readonly url: string;
  readonly name: string;
  /** What no message may repeat. */
  readonly secrets: Iterable<string>;
}

/** Server errors that may pass; 501 and 505 do not. 500 alone says nothing: SOAP faults come with it. */
const PASSING = new Set([429, 502, 503, 504]);
/** Subcodes of faults that pass by themselves (DMTF DSP0226 section 14.6). */
const PASSING_FAULTS = new Set(['TimedOut', 'QuotaLimit', 'InternalError', 'Concurrency']);

/**
 * The one element in the body of a SOAP answer.
 *
 * @throws BmcCredentialsError, BmcPrivilegeError, BmcBusyError, WsmanFaultError, WsmanRequestError, WsmanMissingError or
 * WsmanProtocolError
 */
export function answerBody(asked: AskedRequest, answer: HttpAnswer): XmlElement {
  const { origin, url, name } = asked;
  const { status } = answer;
  if (status === 401) throw new BmcCredentialsError(origin, 'drac', '');
  if (PASSING.has(status)) throw busy(asked, answer, '');
  if (status >= 300 && status <= 399) {
    throw new WsmanProtocolError(`The BMC at ${url} redirects ${name}, which is not followed`);
  }
  const envelope = parseXml(answer.text);
  const content = envelope?.name === 'Envelope' ? envelope.child('Body')?.children[0] : undefined;
  if (content?.name === 'Fault') throw faultErrorOf(asked, answer, content);
  if (status === 403) throw new BmcPrivilegeError(origin, 'drac', name, '');
  if (status === 404) throw new WsmanMissingError(url);
  if (status === 500) throw busy(asked, answer, '');
  if (status < 200 || status > 299) throw new WsmanRequestError(name, status);
  if (content === undefined) {
    throw new WsmanProtocolError(`The BMC at ${url} answers ${name} with what is not a whole SOAP message`);
  }
  return content;
}

function busy({ url, name }: AskedRequest, answer: HttpAnswer, reason: string): BmcBusyError {
  return new BmcBusyError(
    `The BMC cannot serve ${name} at ${url} now (status ${String(answer.status)})${reason === '' ? '' : `: ${reason}`}`,
    { status: answer.status, isNotReady: false, retryAfterMs: parseRetryAfter(answer.header('retry-after')) },
  );
}

/** @see https://www.w3.org/TR/soap12-part1/ section 5.4 */
function faultErrorOf(asked: AskedRequest, answer: HttpAnswer, fault: XmlElement): IronbridgeError {
  const codes = fault
    .child('Code')
    ?.descendants('Value')
    .map(({ text }) => text.slice(text.indexOf(':') + 1));
  const faultCode = cleanBmcText(codes?.at(-1) ?? 'Fault', asked.secrets);
  const reason = cleanBmcText(fault.child('Reason')?.textOf('Text') ?? '', asked.secrets);
  if (faultCode === 'AccessDenied') {
    return new BmcPrivilegeError(asked.origin, 'drac', asked.name, reason);
  }
  if (PASSING_FAULTS.has(faultCode)) return busy(asked, answer, reason);
  return new WsmanFaultError(asked.name, faultCode, reason);
}
