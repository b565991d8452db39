import { ProxyFixture } from './support/proxy-fixture.js';
import { rawRequest, requestHead } from './support/raw-request.js';

const ESCAPES = [
  '/../../etc/passwd',
  '/%2e%2e%2f%2e%2e%2fetc/passwd',
  '/..%5c..%5cwindows',
  '/viewer.js%00',
  '//example.com/%2F..',
  '///example.com/%2F..',
  '/\\\\example.com',
  '/%5c%5cexample.com',
  '//example.com/%2e%2e',
  '/constructor',
  'http://example.com/',
];

describe('the HTTP side', () => {
  let fixture: ProxyFixture;

  beforeAll(async () => {
    fixture = await ProxyFixture.open();
  });
  afterAll(async () => {
    await fixture.close();
  });

  async function redeem(body: string, headers: Record<string, string> = {}): Promise<Response> {
    const all = { 'content-type': 'application/json', ...headers };
    return await fetch(`${fixture.url}/redeem`, { method: 'POST', headers: all, body });
  }

  describe('the page', () => {
    it('is served with headers that keep it from being framed, kept or sniffed, and no cookie (CVE-2018-1340)', async () => {
      const { status, headers } = await fetch(`${fixture.url}/`);
      expect(status).toBe(200);
      expect(Object.fromEntries(headers)).toMatchObject({
        'cache-control': 'no-store',
        'content-security-policy': "default-src 'none'",
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
      });
      expect(headers.has('set-cookie')).toBe(false);
    });

    it('is not sent again to whoever has it', async () => {
      const again = await fetch(`${fixture.url}/viewer.js`, { headers: { 'if-none-match': '"2"' } });
      expect(again.status).toBe(304);
    });

    it.each(ESCAPES)('leads nowhere by %s (CVE-2021-3654)', async (path) => {
      const head = requestHead(`GET ${path} HTTP/1.1`, { Host: '127.0.0.1', Connection: 'close' });
      const { status, headers } = await rawRequest(fixture.port, head);
      expect([400, 404]).toContain(status);
      expect(headers.get('location')).toBeNull();
    });
  });

  describe('/redeem', () => {
    it.each([
      ['another type', 415, '{}', { 'content-type': 'text/plain' }],
      ['an encoded body', 415, '{}', { 'content-encoding': 'gzip' }],
      ['a body that is too large', 413, 'x'.repeat(5_000), {}],
      ['a body that is not JSON', 400, '{"token"', {}],
      ['an unknown field', 400, '{"token":"a","host":"10.0.0.1"}', {}],
      ['a foreign origin', 403, '{"token":"a"}', { origin: 'https://evil.example' }],
    ])('refuses %s with %i', async (_given, status, body, headers) => {
      expect((await redeem(body, headers)).status).toBe(status);
    });

    it('answers without a cookie: the key is for the page to keep (CVE-2018-1340)', async () => {
      const { status, headers } = await fixture.postToken(fixture.mint());
      expect([status, headers.has('set-cookie')]).toEqual([200, false]);
    });

    it('bounds a body whose length is not told', async () => {
      const head = requestHead('POST /redeem HTTP/1.1', {
        Host: '127.0.0.1',
        'Content-Type': 'application/json',
        'Transfer-Encoding': 'chunked',
      });
      const { status } = await rawRequest(fixture.port, `${head}2000\r\n${'x'.repeat(0x2000)}\r\n`);
      expect(status).toBe(413);
    });

    it('says which method it takes', async () => {
      const { status, headers } = await fetch(`${fixture.url}/redeem`);
      expect([status, headers.get('allow')]).toEqual([405, 'POST']);
    });
  });

  describe('other addresses', () => {
    it('asks for an upgrade where a WebSocket is expected', async () => {
      const { status, headers } = await fetch(`${fixture.url}/websockify`);
      expect([status, headers.get('upgrade')]).toEqual([426, 'websocket']);
    });

    it.each(['/healthz', '/readyz', '/metrics'])(
      'answers %s under any well-formed host name',
      async (path) => {
        const head = (host: string): string =>
          requestHead(`GET ${path} HTTP/1.1`, { Host: host, Connection: 'close' });
        expect((await rawRequest(fixture.port, head('10.1.2.3:6090'))).status).toBe(200);
        expect((await rawRequest(fixture.port, head('a:b:c'))).status).toBe(400);
      },
    );
  });
});
