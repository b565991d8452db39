import { XMLParser } from 'fast-xml-parser';
import { WsmanProtocolError } from './errors.js';
import { XmlElement } from './xml-element.js';

const ATTRIBUTES = ':@';
const TEXT = '#text';
const MAX_DEPTH = 64;

const parser = new XMLParser({
  preserveOrder: true,
  removeNSPrefix: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  ignoreDeclaration: true,
  ignorePiTags: true,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: true,
  // Only the references that XML itself defines are resolved, below: a document cannot define any.
  processEntities: false,
});

/** What XML 1.0 section 2.2 excludes, and the sign of bytes that were no UTF-8. */
const INVALID = /(?![\t\n\r])[\p{Cc}\ufffd-\uffff]/gu;
const NOT_PRINTABLE = /[^\x20-\x7e\t]/g;

/**
 * The root element of an XML document. Old iDRAC firmware emits characters that XML does not allow; they are dropped, and where
 * that does not help, so is all but printable ASCII (as python-dracclient does).
 *
 * @returns undefined where it is not XML, is nested too deep, or declares a document type: entities are not for answers
 */
export function parseXml(text: string): XmlElement | undefined {
  if (/<!DOCTYPE|<!ENTITY/i.test(text)) return undefined;
  return parseStrictly(text.replace(INVALID, '')) ?? parseStrictly(text.replace(NOT_PRINTABLE, ''));
}

function parseStrictly(text: string): XmlElement | undefined {
  try {
    return childrenOf(parser.parse(text, true), 0)[0];
  } catch {
    return undefined;
  }
}

function childrenOf(nodes: unknown, depth: number): XmlElement[] {
  if (depth > MAX_DEPTH) throw new WsmanProtocolError('The answer is nested too deep');
  const elements: XmlElement[] = [];
  for (const node of listOf(nodes)) {
    const name = Object.keys(node).find((key) => key !== ATTRIBUTES && key !== TEXT);
    if (name === undefined) continue;
    const content: unknown = node[name];
    elements.push(
      new XmlElement(name, textOf(content), attributesOf(node[ATTRIBUTES]), childrenOf(content, depth + 1)),
    );
  }
  return elements;
}

function listOf(nodes: unknown): readonly Record<string, unknown>[] {
  return Array.isArray(nodes) ? (nodes as Record<string, unknown>[]) : [];
}

function textOf(content: unknown): string {
  return listOf(content)
    .map((node) => (typeof node[TEXT] === 'string' ? resolveReferences(node[TEXT]) : ''))
    .join('')
    .trim();
}

function attributesOf(attributes: unknown): ReadonlyMap<string, string> {
  const entries = typeof attributes === 'object' && attributes !== null ? Object.entries(attributes) : [];
  return new Map(entries.map(([name, value]) => [name, resolveReferences(String(value))]));
}

const REFERENCES: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** Resolves the references of XML 1.0 sections 4.1 and 4.6; any other stays as it is written. */
function resolveReferences(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w{1,8}));/gi,
    (whole, hex?: string, decimal?: string, name = '') => {
      if (hex === undefined && decimal === undefined) return REFERENCES.get(String(name)) ?? whole;
      const code = hex === undefined ? Number(decimal) : parseInt(hex, 16);
      return code > 0x10ffff ? '' : String.fromCodePoint(code).replace(INVALID, '');
    },
  );
}
