import { allowsHost, allowsOrigin, hostnameOf, isLoopbackHost } from './http-origin.js';

describe('hostnameOf', () => {
  it.each([
    ['console.example', 'console.example'],
    ['Console.Example:6090', 'console.example'],
    ['console.example.', 'console.example'],
    ['console.example.:6090', 'console.example'],
    ['127.0.0.1:6385', '127.0.0.1'],
    ['[::1]', '[::1]'],
    ['[2001:DB8::1]:6090', '[2001:db8::1]'],
  ])('reads %p as %p', (header, hostname) => {
    expect(hostnameOf(header)).toBe(hostname);
  });

  // attacks: a missing, empty or odd Host header
  it.each([
    [undefined],
    [''],
    ['[::1'],
    ['::1'],
    ['a:b:c'],
    ['a:'],
    ['a:123456'],
    ['a b'],
    ['user@good.example'],
    ['good.example/evil'],
    ['good.example#'],
    ['good.example\\evil'],
    ['good.example, evil.example'],
    ['good.example\r\nX: y'],
    ['[::1]evil'],
    [':6090'],
    ['.'],
  ])('reads %p as nothing', (header) => {
    expect(hostnameOf(header)).toBeUndefined();
  });
});

describe('isLoopbackHost', () => {
  it.each(['localhost', '127.0.0.1', '127.8.9.10', '::1', '[::1]'])('is %s', (hostname) => {
    expect(isLoopbackHost(hostname)).toBe(true);
  });

  it.each([
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '127.evil.example',
    '0.0.0.0',
    '128.0.0.1',
    '[::2]',
    '',
  ])('is not %p', (hostname) => {
    expect(isLoopbackHost(hostname)).toBe(false);
  });
});

describe('allowsHost', () => {
  const allowed = new Set(['console.example', '127.0.0.1']);

  it('answers to its own names, whatever the port', () => {
    expect(allowsHost('console.example:6090', allowed)).toBe(true);
    expect(allowsHost('CONSOLE.EXAMPLE.', allowed)).toBe(true);
  });

  it.each([[undefined], [''], ['evil.example'], ['console.example.evil.example'], ['evil-console.example']])(
    'does not answer to %p',
    (header) => {
      expect(allowsHost(header, allowed)).toBe(false);
    },
  );
});

describe('allowsOrigin', () => {
  const own = new Set(['https://good.example', 'https://[2001:db8::1]:6090']);

  it.each(['https://good.example', 'HTTPS://Good.Example', 'https://[2001:DB8::1]:6090'])(
    'lets %s in',
    (origin) => {
      expect(allowsOrigin(origin, own)).toBe(true);
    },
  );

  it.each([
    'https://evil.example',
    'null',
    '',
    'http://good.example',
    'https://good.example:8443',
    'https://good.example.evil.com',
    'https://good.example@evil.com',
    'https://evil.com/https://good.example',
    'https://evil.com?https://good.example',
    'https://evil.com#https://good.example',
    'https://good.example.',
    'https://good.example/',
    'https://evilgood.example',
    'https://[2001:db8::1]',
    'https://[2001:db8::2]:6090',
    'https://good.example, https://evil.example',
    'https://evil.example, https://good.example',
    'https://good.example https://evil.example',
    'file://',
    'wss://good.example',
  ])('keeps %p out (CVE-2015-0259, CVE-2024-26135)', (origin) => {
    expect(allowsOrigin(origin, own)).toBe(false);
  });
});
