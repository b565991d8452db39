import { DELL_SCHEMA, NAMESPACES } from '../src/wsman/wsman-namespaces.js';
import { parseXml, type XmlElement } from '../src/wsman/parse-xml.js';
import { LOGIN } from './redfish-client.js';

export interface WsmanCall {
  readonly action: string;
  readonly className: string;
  readonly body: string;
  readonly selectors?: Readonly<Record<string, string>>;
  readonly authorization?: string | undefined;
}

export interface WsmanReply {
  readonly status: number;
  readonly text: string;
}

/** A request as python-dracclient writes it, without a content type. */
export async function callWsman(origin: string, call: WsmanCall): Promise<WsmanReply> {
  const basic = `Basic ${Buffer.from(`${LOGIN.username}:${LOGIN.password}`).toString('base64')}`;
  const authorization = 'authorization' in call ? call.authorization : basic;
  const selectors = Object.entries(call.selectors ?? {})
    .map(([name, value]) => `<wsman:Selector Name="${name}">${value}</wsman:Selector>`)
    .join('');
  const document = `<?xml version="1.0"?>
<s:Envelope xmlns:s="${NAMESPACES.soap}" xmlns:wsa="${NAMESPACES.addressing}" xmlns:wsman="${NAMESPACES.wsman}">
 <s:Header>
  <wsa:To s:mustUnderstand="true">${origin}/wsman</wsa:To>
  <wsman:ResourceURI s:mustUnderstand="true">${DELL_SCHEMA}${call.className}</wsman:ResourceURI>
  <wsa:MessageID s:mustUnderstand="true">uuid:1</wsa:MessageID>
  <wsa:Action s:mustUnderstand="true">${call.action}</wsa:Action>
  <wsman:SelectorSet>${selectors}</wsman:SelectorSet>
 </s:Header>
 <s:Body>${call.body}</s:Body>
</s:Envelope>`;
  const reply = await fetch(`${origin}/wsman`, {
    method: 'POST',
    body: Buffer.from(document),
    headers: authorization === undefined ? {} : { authorization },
  });
  return { status: reply.status, text: await reply.text() };
}

/** One Enumerate or Pull. */
export async function readBatch(
  origin: string,
  className: string,
  { context, filter, maxElements = 100 }: { context?: string; filter?: string; maxElements?: number } = {},
): Promise<{ readonly rows: readonly Readonly<Record<string, string>>[]; readonly context: string }> {
  const operation = context === undefined ? 'Enumerate' : 'Pull';
  const query =
    filter === undefined
      ? ''
      : `<wsman:Filter Dialect="http://schemas.dmtf.org/wbem/cql/1/dsp0202.pdf">${filter}</wsman:Filter>`;
  const inner =
    context === undefined
      ? `${query}<wsman:OptimizeEnumeration/>`
      : `<wsen:EnumerationContext>${context}</wsen:EnumerationContext>`;
  const { status, text } = await callWsman(origin, {
    action: `${NAMESPACES.enumeration}/${operation}`,
    className,
    body: `<wsen:${operation} xmlns:wsen="${NAMESPACES.enumeration}">${inner}<wsman:MaxElements>${String(maxElements)}</wsman:MaxElements></wsen:${operation}>`,
  });
  expect(status).toBe(200);
  const answer = bodyOf(text);
  const items = answer.children.find(({ name }) => name === 'Items');
  expect(items?.namespace).toBe(context === undefined ? NAMESPACES.wsman : NAMESPACES.enumeration);
  const next = answer.children.find(({ name }) => name === 'EnumerationContext')?.text ?? '';
  expect(answer.children.some(({ name }) => name === 'EndOfSequence')).toBe(next === '');
  return { rows: (items?.children ?? []).map(toRecord), context: next };
}

/** A method of the card's service; parameters in order. */
export async function invoke(
  origin: string,
  method: string,
  parameters: readonly (readonly [string, string])[],
  className = 'DCIM_iDRACCardService',
): Promise<Readonly<Record<string, string>>> {
  const { status, text } = await callWsman(origin, {
    action: `${DELL_SCHEMA}${className}/${method}`,
    className,
    selectors: {
      CreationClassName: className,
      Name: `DCIM:${className.slice('DCIM_'.length)}`,
      SystemCreationClassName: 'DCIM_ComputerSystem',
      SystemName: 'DCIM:ComputerSystem',
    },
    body: `<n1:${method}_INPUT xmlns:n1="${DELL_SCHEMA}${className}">${parameters
      .map(([name, value]) => `<n1:${name}>${value}</n1:${name}>`)
      .join('')}</n1:${method}_INPUT>`,
  });
  expect(status).toBe(200);
  return toRecord(bodyOf(text));
}

/** What is in the body of an answer. */
export function bodyOf(text: string): XmlElement {
  const body = parseXml(text).children.find(({ name }) => name === 'Body')?.children[0];
  if (body === undefined) throw new Error('The answer has no body');
  return body;
}

/** Children by name; the text of an id in a reference stands for the reference. */
function toRecord({ children }: XmlElement): Readonly<Record<string, string>> {
  return Object.fromEntries(children.map((child) => [child.name, child.text || (findId(child) ?? '')]));
}

function findId(element: XmlElement): string | undefined {
  if (element.attributes['Name'] === 'InstanceID') return element.text;
  return element.children.map(findId).find((id) => id !== undefined);
}
