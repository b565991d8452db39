import type { Secret } from '@ironbridge/common';
import { randomUUID } from 'node:crypto';
import { ADDRESSING, ANONYMOUS, CQL, ENUMERATION, SOAP, WSMAN } from './namespaces.js';

export interface WsmanRequest {
  /** Such as `Enumerate DCIM_iDRACCardString`, for messages. */
  readonly name: string;
  readonly resourceUri: string;
  readonly action: string;
  readonly selectors?: Readonly<Record<string, string>>;
  /** XML. */
  readonly body: string;
}

/** Name and value of each parameter of a method, in the order in which they are sent. */
export type WsmanParameters = readonly (readonly [name: string, value: string | Secret])[];

function escapeXml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

const classOf = (resourceUri: string): string => resourceUri.slice(resourceUri.lastIndexOf('/') + 1);

/** `filter`: a query in CQL (DMTF DSP0202) that keeps the BMC from sending rows that nobody asked for. */
export function enumerateRequest(
  resourceUri: string,
  maxElements: number,
  filter: string | undefined,
): WsmanRequest {
  const filterXml =
    filter === undefined ? '' : `<wsman:Filter Dialect="${CQL}">${escapeXml(filter)}</wsman:Filter>`;
  return {
    name: `Enumerate ${classOf(resourceUri)}`,
    resourceUri,
    action: `${ENUMERATION}/Enumerate`,
    body:
      `<wsen:Enumerate>${filterXml}<wsman:OptimizeEnumeration/>` +
      `<wsman:MaxElements>${String(maxElements)}</wsman:MaxElements></wsen:Enumerate>`,
  };
}

export function pullRequest(resourceUri: string, maxElements: number, context: string): WsmanRequest {
  return {
    name: `Pull ${classOf(resourceUri)}`,
    resourceUri,
    action: `${ENUMERATION}/Pull`,
    body:
      `<wsen:Pull><wsen:EnumerationContext>${escapeXml(context)}</wsen:EnumerationContext>` +
      `<wsman:MaxElements>${String(maxElements)}</wsman:MaxElements></wsen:Pull>`,
  };
}

export function invokeRequest(
  resourceUri: string,
  method: string,
  selectors: Readonly<Record<string, string>>,
  parameters: WsmanParameters,
): WsmanRequest {
  const values = parameters.map(([name, value]) => {
    const text = typeof value === 'string' ? value : value.reveal();
    return `<n1:${name}>${escapeXml(text)}</n1:${name}>`;
  });
  return {
    name: `${method} of ${classOf(resourceUri)}`,
    resourceUri,
    action: `${resourceUri}/${method}`,
    selectors,
    body: `<n1:${method}_INPUT xmlns:n1="${escapeXml(resourceUri)}">${values.join('')}</n1:${method}_INPUT>`,
  };
}

/** The SOAP envelope of a request (DMTF DSP0226 section 5). */
export function buildEnvelope(
  url: string,
  { resourceUri, action, selectors = {}, body }: WsmanRequest,
): string {
  const selectorXml = Object.entries(selectors).map(
    ([name, value]) => `<wsman:Selector Name="${escapeXml(name)}">${escapeXml(value)}</wsman:Selector>`,
  );
  return (
    '<?xml version="1.0" encoding="UTF-8"?>' +
    `<s:Envelope xmlns:s="${SOAP}" xmlns:wsa="${ADDRESSING}" xmlns:wsman="${WSMAN}" xmlns:wsen="${ENUMERATION}">` +
    '<s:Header>' +
    `<wsa:To s:mustUnderstand="true">${escapeXml(url)}</wsa:To>` +
    `<wsman:ResourceURI s:mustUnderstand="true">${escapeXml(resourceUri)}</wsman:ResourceURI>` +
    `<wsa:MessageID s:mustUnderstand="true">uuid:${randomUUID()}</wsa:MessageID>` +
    `<wsa:ReplyTo><wsa:Address>${ANONYMOUS}</wsa:Address></wsa:ReplyTo>` +
    `<wsa:Action s:mustUnderstand="true">${escapeXml(action)}</wsa:Action>` +
    (selectorXml.length === 0 ? '' : `<wsman:SelectorSet>${selectorXml.join('')}</wsman:SelectorSet>`) +
    `</s:Header><s:Body>${body}</s:Body></s:Envelope>`
  );
}
