import { parseXml } from './parse-xml.js';

describe('parseXml', () => {
  it('reads names without prefixes, attributes, text and nil', () => {
    const root = parseXml(
      '<?xml version="1.0"?><n:a xmlns:n="x"><n:b i:nil="true"/><n:b c="&quot;1"> x &amp;#60; &#x41;&#66;</n:b></n:a>',
    );
    expect(root?.name).toBe('a');
    expect(root?.textOf('b')).toBeUndefined();
    expect(root?.children[1]?.attributes.get('c')).toBe('"1');
    expect(root?.children[1]?.text).toBe('x &#60; AB');
  });

  it.each([
    ['control characters', '<a><b>Ser\u0000vice\u001b Tag\u0008</b></a>', 'Service Tag'],
    ['a control character in a tag', '<a><b\u0001>x</b></a>', 'x'],
    [
      'bytes that are no UTF-8',
      Buffer.from('3c613e3c623e78ff793c2f623e3c2f613e', 'hex').toString('utf8'),
      'xy',
    ],
    ['a character that no name may hold', '<a><b\u2028>x</b></a>', 'x'],
    ['references to what XML has no character for', '<a><b>x&#0;&#x1;y&#1114112;</b></a>', 'xy'],
  ])('reads what old firmware breaks with %s', (_, xml, text) => {
    expect(parseXml(xml)?.textOf('b')).toBe(text);
  });

  it.each([
    ['an internal entity', '<!DOCTYPE a [<!ENTITY e "boom">]><a><b>&e;</b></a>'],
    ['an external entity', '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a><b>&e;</b></a>'],
    ['a document type hidden by a comment', '<!-- --><!doctype a SYSTEM "http://evil.example/a.dtd"><a/>'],
    ['no end', '<a><b>x</b>'],
    ['crossed tags', '<a><b></a></b>'],
    ['nesting without end', '<a>'.repeat(5000) + '</a>'.repeat(5000)],
    ['no element', 'x'],
    ['nothing', ''],
  ])('refuses %s', (_, xml) => {
    expect(parseXml(xml)).toBeUndefined();
  });

  it('leaves a reference to an entity that XML does not define as it is', () => {
    expect(parseXml('<a><b>&e;&nbsp;&constructor;</b></a>')?.textOf('b')).toBe('&e;&nbsp;&constructor;');
  });

  it('is not misled by names of properties', () => {
    const root = parseXml('<a><__proto__><x>1</x></__proto__><constructor>2</constructor></a>');
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
    expect(root?.textOf('constructor') ?? '2').toBe('2');
  });
});
