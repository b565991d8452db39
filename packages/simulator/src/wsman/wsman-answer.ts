import { randomUUID } from 'node:crypto';

import type { WsmanFault } from './wsman-fault.js';
import { ANONYMOUS, NAMESPACES } from './wsman-namespaces.js';
import { element, type XmlMarkup } from './xml-markup.js';

export interface WsmanAnswer {
  readonly action: string;
  /** The namespace of the prefix `n1`. */
  readonly resourceUri?: string;
  readonly body: XmlMarkup;
}

const PREFIXES = {
  'xmlns:s': NAMESPACES.soap,
  'xmlns:wsa': NAMESPACES.addressing,
  'xmlns:wsen': NAMESPACES.enumeration,
  'xmlns:wsman': NAMESPACES.wsman,
  'xmlns:xsi': NAMESPACES.instance,
};

/** The document that answers the request `messageId`. */
export function createAnswerDocument(
  { action, resourceUri, body }: WsmanAnswer,
  messageId: string | undefined,
): string {
  const header = element('s:Header', [
    element('wsa:To', ANONYMOUS),
    element('wsa:Action', action),
    ...(messageId === undefined ? [] : [element('wsa:RelatesTo', messageId)]),
    element('wsa:MessageID', `uuid:${randomUUID()}`),
  ]);
  const prefixes = { ...PREFIXES, ...(resourceUri !== undefined && { 'xmlns:n1': resourceUri }) };
  const envelope = element('s:Envelope', [header, element('s:Body', [body])], prefixes);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${envelope.text}\n`;
}

/** The answer that tells of a fault. DSP0226 section 14.2 */
export function createFaultAnswer({ subcode, message }: WsmanFault): WsmanAnswer {
  const code = element('s:Code', [
    element('s:Value', 's:Sender'),
    element('s:Subcode', [element('s:Value', subcode)]),
  ]);
  const reason = element('s:Reason', [element('s:Text', message, { 'xml:lang': 'en' })]);
  return {
    action: `${NAMESPACES.addressing}/fault`,
    body: element('s:Fault', [code, reason]),
  };
}
