import { XMLParser } from 'fast-xml-parser';

import { isRecord } from '../is-record.js';
import { WsmanFault } from './wsman-fault.js';

/** An element with its prefixes resolved. */
export interface XmlElement {
  readonly namespace: string;
  /** Without prefix. */
  readonly name: string;
  /** By name as written; declarations of namespaces are not among them. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** All text directly inside. */
  readonly text: string;
}

type Scope = Readonly<Record<string, string>>;

const TEXT = '#text';
const ATTRIBUTES = ':@';
const MAX_DEPTH = 32;

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  processEntities: false,
  maxNestedTags: MAX_DEPTH,
});

const PREDEFINED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * The root element of a document. A document type is refused, so there are no entities but the five of XML itself.
 *
 * @throws WsmanFault where it is not well-formed
 */
export function parseXml(document: string): XmlElement {
  if (/<!DOCTYPE/i.test(document)) throw malformed('A document type is not allowed in a SOAP message');
  let nodes: unknown;
  try {
    nodes = parser.parse(document, true);
  } catch (error) {
    throw malformed('The message is not well-formed XML', { cause: error });
  }
  const root: unknown = Array.isArray(nodes) ? nodes.find((node) => !isText(node)) : undefined;
  return resolveElement(root, {});
}

function resolveElement(node: unknown, outer: Scope): XmlElement {
  if (!isRecord(node)) throw malformed('The message has no element');
  const tag = Object.keys(node).find((key) => key !== ATTRIBUTES);
  const content = tag === undefined ? undefined : node[tag];
  if (tag === undefined || !Array.isArray(content)) throw malformed('The message has no element');
  const written = Object.entries(isRecord(node[ATTRIBUTES]) ? node[ATTRIBUTES] : {}).map(
    ([name, value]): [string, string] => [name, decodeText(String(value))],
  );
  const declared = written.filter(([name]) => isDeclaration(name));
  const scope = {
    ...outer,
    ...Object.fromEntries(declared.map(([name, value]) => [name.split(':')[1] ?? '', value])),
  };
  const [prefix, name] = tag.includes(':') ? splitOnce(tag) : ['', tag];
  const namespace = scope[prefix];
  if (namespace === undefined && prefix !== '') throw malformed(`The prefix ${prefix} is not declared`);
  return {
    namespace: namespace ?? '',
    name,
    attributes: Object.fromEntries(written.filter(([attribute]) => !isDeclaration(attribute))),
    children: content.filter((child) => !isText(child)).map((child) => resolveElement(child, scope)),
    text: content
      .filter(isText)
      .map((child) => decodeText(String(child[TEXT])))
      .join(''),
  };
}

function isText(node: unknown): node is Record<typeof TEXT, unknown> {
  return isRecord(node) && TEXT in node;
}

function isDeclaration(attribute: string): boolean {
  return attribute === 'xmlns' || attribute.startsWith('xmlns:');
}

function splitOnce(tag: string): [string, string] {
  const colon = tag.indexOf(':');
  return [tag.slice(0, colon), tag.slice(colon + 1)];
}

function decodeText(text: string): string {
  return text.replaceAll(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{1,8}));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return PREDEFINED[String(name)] ?? whole;
    const code = decimal === undefined ? Number.parseInt(String(hex), 16) : Number(decimal);
    return code <= 0x10_ff_ff ? String.fromCodePoint(code) : whole;
  });
}

function malformed(reason: string, options?: ErrorOptions): WsmanFault {
  return new WsmanFault('wsman:SchemaValidationError', reason, options);
}
