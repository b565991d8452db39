/** A piece of XML that is well-formed because only {@link element} makes it. */
export class XmlMarkup {
  public readonly text: string;

  public constructor(text: string) {
    this.text = text;
  }
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** An element; text is escaped, markup is taken as it is. Names are ours, never a client's. */
export function element(
  name: string,
  content: string | readonly XmlMarkup[] = [],
  attributes: Readonly<Record<string, string>> = {},
): XmlMarkup {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escape(value)}"`);
  const inner = typeof content === 'string' ? escape(content) : content.map(({ text }) => text).join('');
  const tag = `${name}${written.join('')}`;
  return new XmlMarkup(inner === '' ? `<${tag}/>` : `<${tag}>${inner}</${name}>`);
}

/** An element without a value, as CIM writes one. DSP0230 section 9.4.2 */
export function nil(name: string): XmlMarkup {
  return element(name, [], { 'xsi:nil': 'true' });
}

function escape(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => ESCAPES[character] ?? '');
}
