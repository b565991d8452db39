import { parseXml, type XmlElement } from './parse-xml.js';
import { WsmanFault } from './wsman-fault.js';
import { NAMESPACES } from './wsman-namespaces.js';

/** What a request asks for. */
export interface WsmanRequest {
  readonly action: string;
  readonly resourceUri: string;
  readonly messageId: string;
  readonly selectors: ReadonlyMap<string, string>;
  /** The element in the body; undefined where it is empty. */
  readonly body: XmlElement | undefined;
}

/** @throws WsmanFault where the document is no request of this protocol */
export function parseWsmanRequest(document: string): WsmanRequest {
  const { soap, addressing, wsman } = NAMESPACES;
  const envelope = parseXml(document);
  if (envelope.namespace !== soap || envelope.name !== 'Envelope') {
    throw new WsmanFault('wsman:SchemaValidationError', 'The message is no SOAP 1.2 envelope');
  }
  const header = findChild(envelope, soap, 'Header');
  const selectorSet = header && findChild(header, wsman, 'SelectorSet');
  const selectors = (selectorSet?.children ?? [])
    .filter(({ namespace, name }) => namespace === wsman && name === 'Selector')
    .map(({ attributes, text }): [string, string] => [attributes['Name'] ?? '', text]);
  return {
    action: readHeader(header, addressing, 'Action'),
    resourceUri: readHeader(header, wsman, 'ResourceURI'),
    messageId: readHeader(header, addressing, 'MessageID'),
    selectors: new Map(selectors),
    body: findChild(envelope, soap, 'Body')?.children[0],
  };
}

/** The first child of that name. */
export function findChild(parent: XmlElement, namespace: string, name: string): XmlElement | undefined {
  return parent.children.find((child) => child.namespace === namespace && child.name === name);
}

function readHeader(header: XmlElement | undefined, namespace: string, name: string): string {
  const text = header && findChild(header, namespace, name)?.text.trim();
  if (text === undefined || text === '') {
    throw new WsmanFault('wsman:SchemaValidationError', `The header ${name} is missing`);
  }
  return text;
}
