import { inspect } from 'node:util';
import { Secret } from './secret.js';

describe('Secret', () => {
  const secret = new Secret('calvin');

  it('is shown by no usual way of printing', () => {
    const shown = [
      String(secret),
      JSON.stringify({ secret }),
      inspect({ secret }, { depth: Infinity, showHidden: true }),
      JSON.stringify(Object.entries(secret)),
      JSON.stringify(Object.assign({}, secret)),
    ];
    for (const text of shown) expect(text).not.toContain('calvin');
    expect(JSON.stringify(secret)).toBe('"[redacted]"');
  });

  it('gives its value to who asks for it by name', () => {
    expect(secret.reveal()).toBe('calvin');
  });
});
