import { ProxyFixture } from './support/proxy-fixture.js';
import { rawRequest, requestHead, type RawAnswer } from './support/raw-request.js';

type HeaderValue = string | readonly string[] | null;

interface Refusal {
  readonly given: string;
  readonly status: number;
  readonly line?: string;
  readonly headers?: Readonly<Record<string, HeaderValue>>;
}

function manyHeaders(count: number, value: string): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`X-${String(i)}`, value]));
}

const ORIGIN_REFUSALS: readonly (readonly [string, HeaderValue])[] = [
  ['a foreign origin', 'https://evil.example'],
  ['the null origin', 'null'],
  ['another scheme', 'https://127.0.0.1:PORT'],
  ['another port', 'http://127.0.0.1:1'],
  ['our host as a prefix', 'http://127.0.0.1:PORT.evil.example'],
  ['our host as user information', 'http://127.0.0.1:PORT@evil.example'],
  ['a trailing dot', 'http://127.0.0.1.:PORT'],
  ['an IPv6 literal that is not ours', 'http://[::2]:PORT'],
  ['two origins', ['http://127.0.0.1:PORT', 'https://evil.example']],
  ['an empty origin', ''],
];

const HOST_REFUSALS: readonly (readonly [string, HeaderValue])[] = [
  ['no Host', null],
  ['an empty Host', ''],
  ['half an IPv6 literal', '[::1'],
  ['too many colons', 'a:b:c'],
  ['a foreign Host', 'evil.example'],
  ['two Hosts', ['127.0.0.1', 'evil.example']],
];

const REFUSALS: readonly Refusal[] = [
  { given: 'another method', line: 'POST /websockify HTTP/1.1', status: 405 },
  { given: 'another path', line: 'GET /elsewhere HTTP/1.1', status: 404 },
  { given: 'an encoded path', line: 'GET /%77ebsockify HTTP/1.1', status: 404 },
  ...HOST_REFUSALS.map(([given, host]) => ({ given, headers: { Host: host }, status: 400 })),
  ...ORIGIN_REFUSALS.map(([given, origin]) => ({ given, headers: { Origin: origin }, status: 403 })),
  { given: 'another protocol than WebSocket', headers: { Upgrade: 'h2c' }, status: 426 },
  { given: 'an old WebSocket version', headers: { 'Sec-WebSocket-Version': '8' }, status: 426 },
  { given: 'a malformed WebSocket key', headers: { 'Sec-WebSocket-Key': 'x' }, status: 426 },
  { given: 'a foreign subprotocol', headers: { 'Sec-WebSocket-Protocol': 'chat' }, status: 400 },
  { given: 'a subprotocol twice', headers: { 'Sec-WebSocket-Protocol': 'binary, binary' }, status: 400 },
  {
    given: 'a key without the subprotocol that is spoken',
    headers: { 'Sec-WebSocket-Protocol': `ironbridge.session.${'a'.repeat(43)}` },
    status: 400,
  },
  { given: 'neither key nor token', headers: {}, status: 401 },
  { given: 'a forged token', line: `GET /websockify?token=a.${'b'.repeat(43)} HTTP/1.1`, status: 401 },
  { given: 'a cookie alone', headers: { Cookie: 'token=x' }, status: 401 },
  {
    given: 'a malformed session key',
    headers: { 'Sec-WebSocket-Protocol': 'binary, ironbridge.session.short' },
    status: 401,
  },
  {
    given: 'an unknown session key',
    headers: { 'Sec-WebSocket-Protocol': `binary, ironbridge.session.${'a'.repeat(43)}` },
    status: 401,
  },
  {
    given: 'headers of 1 MB (CVE-2015-1779)',
    headers: { 'Sec-WebSocket-Protocol': 'x'.repeat(1_000_000) },
    status: 431,
  },
  { given: '2,000 headers (CVE-2024-37890)', headers: manyHeaders(2_000, 'x'.repeat(8)), status: 431 },
  {
    given: 'a foreign origin behind 1,500 headers (CVE-2024-37890)',
    headers: { ...manyHeaders(1_500, ''), Origin: 'https://evil.example' },
    status: 403,
  },
];

describe('the ladder before the upgrade', () => {
  let fixture: ProxyFixture;

  beforeAll(async () => {
    fixture = await ProxyFixture.open();
  });
  afterAll(async () => {
    await fixture.close();
  });

  async function upgrade({ line, headers }: Partial<Refusal>): Promise<RawAnswer> {
    const port = String(fixture.port);
    const head = requestHead(line ?? 'GET /websockify HTTP/1.1', {
      Host: `127.0.0.1:${port}`,
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
      'Sec-WebSocket-Protocol': 'binary',
      ...headers,
    });
    return await rawRequest(fixture.port, head.replaceAll('PORT', port));
  }

  it.each(REFUSALS)('answers $status to $given, and dials nothing', async ({ status, ...refusal }) => {
    expect((await upgrade(refusal)).status).toBe(status);
    expect(fixture.bmc.connections).toBe(0);
  });

  it.each(ORIGIN_REFUSALS)(
    'opens nothing to a page of %s that has a right, and spends no token on it (CVE-2015-0259, CVE-2024-26135)',
    async (_given, origin) => {
      const { session_key: sessionKey } = await fixture.redeem();
      const token = fixture.mint();
      const byKey = { 'Sec-WebSocket-Protocol': `binary, ironbridge.session.${sessionKey}` };
      expect((await upgrade({ headers: { ...byKey, Origin: origin } })).status).toBe(403);
      const line = `GET /websockify?token=${token} HTTP/1.1`;
      expect((await upgrade({ line, headers: { Origin: origin } })).status).toBe(403);
      expect(fixture.bmc.connections).toBe(0);
      expect((await fixture.postToken(token)).status).toBe(200);
    },
  );

  it('reads a subprotocol header full of spaces in no time (CVE-2021-32640)', async () => {
    const spaces = ' '.repeat(14_000);
    const startedAtMs = performance.now();
    const { status } = await upgrade({ headers: { 'Sec-WebSocket-Protocol': `binary${spaces}x` } });
    expect(status).toBe(400);
    expect(performance.now() - startedAtMs).toBeLessThan(500);
  });

  it('says which method is allowed with 405', async () => {
    const { headers } = await upgrade({ line: 'PUT /websockify HTTP/1.1' });
    expect(headers.get('allow')).toBe('GET');
  });

  it('refuses HTTP/1.0 without a Host', async () => {
    expect((await rawRequest(fixture.port, 'GET / HTTP/1.0\r\n\r\n')).status).toBe(400);
  });

  it('tells the same for every fault of a token or a key', async () => {
    const faults = REFUSALS.filter(({ status }) => status === 401);
    const answers = await Promise.all(faults.map(upgrade));
    const bodies = answers.map(({ body }) => body.replace(/"request_id":"[0-9a-f-]{36}"/, ''));
    expect(new Set(bodies).size).toBe(1);
    expect(bodies[0]).toContain('This link is no longer valid; ask for a new one');
  });

  it('keeps its list of hosts and origins whatever upgrades claim (LP#2158919, LP#2160548)', async () => {
    for (let i = 0; i < 50; i++) {
      const name = `host-${String(i)}.example`;
      await upgrade({ headers: { Host: name, Origin: `http://${name}`, 'X-Forwarded-Host': name } });
    }
    const { status } = await upgrade({ headers: { Origin: 'http://host-1.example' } });
    expect(status).toBe(403);
  });

  it('ignores what X-Forwarded headers say of host and scheme', async () => {
    const headers = { 'X-Forwarded-Host': 'evil.example', 'X-Forwarded-Proto': 'https' };
    const foreign = { ...headers, Origin: 'https://evil.example' };
    expect((await upgrade({ headers: foreign })).status).toBe(403);
    expect((await upgrade({ headers })).status).toBe(401);
  });

  it('lets its own page and clients without an Origin in, and never answers the key', async () => {
    for (const origin of [`http://127.0.0.1:${String(fixture.port)}`, undefined]) {
      const { session_key: sessionKey } = await fixture.redeem();
      const viewer = await fixture.connect({ sessionKey, ...(origin !== undefined && { origin }) });
      expect(viewer.socket.protocol).toBe('binary');
      await viewer.close();
    }
  });
});
