import { once } from 'node:events';
import { Secret } from '@ironbridge/common';
import { startOpenBmcSimulator, type RedfishBmcSimulator } from '@ironbridge/simulator';
import { until } from '@ironbridge/testkit';
import { WebSocket } from 'ws';

const SESSIONS = '/redfish/v1/SessionService/Sessions';
const BASIC = `Basic ${Buffer.from('root:0penBmc').toString('base64')}`;
const DEADLINE_MS = 5_000;

let bmc: RedfishBmcSimulator;
const viewers: WebSocket[] = [];

beforeEach(async () => {
  bmc = await startOpenBmcSimulator({ password: new Secret('0penBmc') });
});

afterEach(async () => {
  for (const viewer of viewers.splice(0)) viewer.terminate();
  await bmc.close();
});

function dial(headers: Record<string, string>, protocols: string[] = [], path = '/kvm/0'): WebSocket {
  const viewer = new WebSocket(`${bmc.url.replace('http', 'ws')}${path}`, protocols, { headers });
  viewer.on('error', () => undefined);
  viewers.push(viewer);
  return viewer;
}

/** The first words of the VNC server. */
async function banner(viewer: WebSocket): Promise<string> {
  const [bytes] = (await once(viewer, 'message', { signal: AbortSignal.timeout(DEADLINE_MS) })) as [Buffer];
  return bytes.toString('latin1');
}

/** The status with which an upgrade is refused. */
async function refusal(viewer: WebSocket): Promise<number | undefined> {
  const [, response] = (await once(viewer, 'unexpected-response', {
    signal: AbortSignal.timeout(DEADLINE_MS),
  })) as [unknown, { statusCode?: number }];
  return response.statusCode;
}

async function closing(viewer: WebSocket): Promise<readonly [number, string]> {
  const [code, reason] = (await once(viewer, 'close', { signal: AbortSignal.timeout(DEADLINE_MS) })) as [
    number,
    Buffer,
  ];
  return [code, reason.toString()];
}

async function logIn(headers: Record<string, string> = {}): Promise<Headers> {
  const response = await fetch(`${bmc.url}${SESSIONS}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ UserName: 'root', Password: '0penBmc' }),
    signal: AbortSignal.timeout(DEADLINE_MS),
  });
  expect(response.status).toBe(201);
  return response.headers;
}

describe('/kvm/0', () => {
  it('is opened by a token, without a subprotocol', async () => {
    const token = (await logIn()).get('x-auth-token') ?? '';
    const viewer = dial({ 'X-Auth-Token': token });
    await expect(banner(viewer)).resolves.toBe('RFB 003.008\n');
    expect(viewer.protocol).toBe('');
  });

  it.each([
    ['Basic', () => Promise.resolve(BASIC)],
    ['Token', async () => `Token ${(await logIn()).get('x-auth-token') ?? ''}`],
  ])('is opened by the scheme %s', async (_, authorization) => {
    await expect(banner(dial({ Authorization: await authorization() }))).resolves.toMatch(/^RFB/);
  });

  it('echoes an offered subprotocol', async () => {
    const viewer = dial({ Authorization: BASIC }, ['binary'], '/kvm/0/');
    await expect(banner(viewer)).resolves.toMatch(/^RFB/);
    expect(viewer.protocol).toBe('binary');
  });

  it.each([
    ['without a login', {}],
    ['with a wrong password', { Authorization: `Basic ${Buffer.from('root:x').toString('base64')}` }],
    ['with a wrong token', { 'X-Auth-Token': 'x'.repeat(20) }],
  ])('is refused %s', async (_, headers) => {
    await expect(refusal(dial(headers as Record<string, string>))).resolves.toBe(401);
  });

  it('is the only path that upgrades', async () => {
    await expect(refusal(dial({ Authorization: BASIC }, [], '/kvm/1'))).resolves.toBe(404);
  });

  it('wants the CSRF token as subprotocol of a session that was ever used by cookie', async () => {
    const headers = await logIn({ 'x-requested-with': 'XMLHttpRequest' });
    expect(headers.get('x-auth-token')).toBeNull();
    const cookies = headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '');
    const valueOf = (name: string): string =>
      cookies.find((cookie) => cookie.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
    const [csrf, token] = [valueOf('XSRF-TOKEN'), valueOf('BMCWEB-SESSION')];
    expect(csrf).toHaveLength(20);

    const cookie = cookies.join('; ');
    await expect(refusal(dial({ Cookie: cookie }))).resolves.toBe(401);
    await expect(refusal(dial({ 'X-Auth-Token': token }))).resolves.toBe(401);
    await expect(banner(dial({ Cookie: cookie }, [csrf]))).resolves.toMatch(/^RFB/);
  });

  it('closes the fifth viewer normally, with a reason', async () => {
    for (let viewer = 1; viewer <= 4; viewer += 1) await banner(dial({ Authorization: BASIC }));
    await expect(closing(dial({ Authorization: BASIC }))).resolves.toEqual([
      1000,
      'Max sessions are already connected',
    ]);
  });

  it('takes a message of 1024 bytes and ends at one more', async () => {
    const viewer = dial({ Authorization: BASIC });
    await banner(viewer);
    viewer.send(Buffer.alloc(1025));
    await expect(closing(viewer)).resolves.toEqual([1000, 'Buffer overrun']);
  });

  it('tells that the VNC server is gone', async () => {
    const viewer = dial({ Authorization: BASIC });
    await banner(viewer);
    const closed = closing(viewer);
    await bmc.changeVnc({ isEnabled: false });
    expect((await closed)[0]).toBe(1000);
    await expect(closing(dial({ Authorization: BASIC }))).resolves.toEqual([
      1000,
      'Error in connecting to KVM port',
    ]);
  });

  it('gives its slot back', async () => {
    const viewer = dial({ Authorization: BASIC });
    await banner(viewer);
    expect(bmc.activeVncSessions).toBe(1);
    viewer.close();
    await until(() => bmc.activeVncSessions === 0, DEADLINE_MS);
  });
});
