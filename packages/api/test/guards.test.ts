import { exchangeBytes } from './support/send-request.js';
import { createNode, faultOf, openTestApi, type TestApi } from './support/test-api.js';

describe('guards', () => {
  let api: TestApi;

  beforeEach(async () => {
    api = await openTestApi({
      allowedHostnames: ['api.example'],
      allowedOrigins: ['https://console.example/'],
    });
    await createNode(api.store, { name: 'n' });
  });

  afterEach(async () => {
    await api.close();
  });

  describe('Host', () => {
    it.each([
      '127.0.0.1',
      'localhost:1234',
      'LOCALHOST',
      'localhost.',
      '[::1]:6385',
      'api.example',
      'API.EXAMPLE:80',
    ])('allows %s', async (host) => {
      expect((await api.call({ url: '/v1/nodes', headers: { host } })).statusCode).toBe(200);
    });

    it.each([
      'evil.example',
      '127.0.0.1.evil.example',
      '192.0.2.1',
      '[::1',
      'a:b:c',
      'localhost:x',
      'u@localhost',
      '',
    ])('refuses %j with 400', async (host) => {
      expect((await api.call({ url: '/v1/nodes', headers: { host } })).statusCode).toBe(400);
    });

    it('refuses none with 400 and lives on', async () => {
      expect(await exchangeBytes(api.port, 'GET /v1/nodes HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
      expect(await exchangeBytes(api.port, 'GET /v1/nodes HTTP/1.1\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
      expect(await exchangeBytes(api.port, 'GET /v1/nodes HTTP/1.0\r\nHost:\r\n\r\n')).toMatch(
        /^HTTP\/1\.1 400 /,
      );
      expect((await api.call({ url: '/healthz' })).statusCode).toBe(200);
    });

    it('refuses two with 400', async () => {
      const request = 'GET /v1/nodes HTTP/1.0\r\nHost: localhost\r\nHost: evil.example\r\n\r\n';
      expect(await exchangeBytes(api.port, request)).toMatch(/^HTTP\/1\.1 400 /);
    });

    it('does not learn names from the requests it sees (LP#2158919, LP#2160548)', async () => {
      for (let i = 0; i < 100; i++) {
        const host = `h${String(i)}.example`;
        const headers = { host, origin: `http://${host}` };
        expect((await api.call({ url: '/v1/nodes', headers })).statusCode).toBe(400);
      }
      const headers = { host: 'h1.example' };
      expect((await api.call({ url: '/v1/nodes', headers })).statusCode).toBe(400);
    });
  });

  describe('Origin', () => {
    function enable(origin: string | string[]): ReturnType<TestApi['call']> {
      return api.call({
        method: 'PUT',
        url: '/v1/nodes/n/states/console',
        headers: { origin, 'content-type': 'text/plain' },
        payload: '{"enabled": true}',
      });
    }

    it.each(['https://console.example', 'HTTPS://Console.Example'])(
      'allows %s, which is listed',
      async (origin) => {
        expect((await enable(origin)).statusCode).toBe(202);
      },
    );

    it('allows its own', async () => {
      expect((await enable(`http://127.0.0.1:${String(api.port)}`)).statusCode).toBe(202);
    });

    it.each([
      'https://evil.example',
      'null',
      '',
      'http://127.0.0.1',
      'http://127.0.0.1:1',
      'http://localhost:6385',
      'http://console.example',
      'https://console.example:8443',
      'https://console.example.evil.com',
      'https://console.example@evil.com',
      'https://console.example.',
      'http://[::1]:6385',
    ])('refuses %j with 403 before any handler (CVE-2024-26135)', async (origin) => {
      expect((await enable(origin)).statusCode).toBe(403);
      expect((await api.store.nodes.get('n')).consoleWanted).toBe(false);
    });

    it('refuses its own address under https', async () => {
      expect((await enable(`https://127.0.0.1:${String(api.port)}`)).statusCode).toBe(403);
    });

    it('refuses two, also when both are allowed', async () => {
      expect((await enable(['https://console.example', 'https://console.example'])).statusCode).toBe(403);
      expect((await api.store.nodes.get('n')).consoleWanted).toBe(false);
    });
  });

  it('ignores X-Forwarded headers', async () => {
    const headers = {
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
      'x-forwarded-for': '192.0.2.1',
      forwarded: 'host=evil.example;proto=https',
    };
    const { body } = await api.call({ url: '/v1', headers });
    expect(body).not.toContain('evil.example');
    expect(body).not.toContain('https://127');
  });

  it('refuses a body over 1 MiB with 413', async () => {
    const payload = `{"driver":"${'x'.repeat(1024 * 1024)}"}`;
    const response = await api.call({ method: 'POST', url: '/v1/nodes', payload });
    expect(response.statusCode).toBe(413);
    expect(faultOf(response)).toContain('too large');
  });

  it('refuses huge and countless headers with 431 (CVE-2015-1779)', async () => {
    const huge = { 'x-big': 'x'.repeat(20_000) };
    expect((await api.call({ url: '/v1', headers: huge })).statusCode).toBe(431);
    const countless = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`x-${String(i)}`, '1']));
    expect((await api.call({ url: '/v1', headers: countless })).statusCode).toBe(431);
  });

  it.each([
    '//example.com/%2F..',
    '///example.com/%2F..',
    '/\\example.com',
    '/%5c%5cexample.com',
    '//example.com/%2e%2e',
    '/ui/../../etc/passwd',
    '/ui/%2e%2e%2fetc/passwd',
    '/ui/..%5c..%5cetc',
    '/ui/%00',
    '/v1/nodes/%zz',
  ])('answers %s with 400 or 404 and leads nowhere (CVE-2021-3654)', async (url) => {
    const response = await api.call({ url });
    expect([400, 404]).toContain(response.statusCode);
    expect(response.headers['location']).toBeUndefined();
  });
});
