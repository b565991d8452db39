import {
  BmcBusyError,
  BmcCredentialsError,
  BmcPrivilegeError,
  BmcUnreachableError,
} from '@ironbridge/bmc-http';
import { CancelledError, Deadline, Secret, type Clock } from '@ironbridge/common';
import nock from 'nock';
import { inspect } from 'node:util';
import { z } from 'zod';
import {
  ForeignOriginError,
  RedfishNotFoundError,
  RedfishProtocolError,
  RedfishRequestError,
  UnknownDefaultError,
} from './errors.js';
import { findManager, findSystem } from './find-system.js';
import { RedfishClient, type RedfishClientOptions } from './redfish-client.js';

const BMC = 'https://bmc.example';
const PASSWORD = 'calvin-s3cret';
const TOKEN = 'token-of-the-session';
const BASIC = `Basic ${Buffer.from(`root:${PASSWORD}`).toString('base64')}`;
const ROOT = { Links: { Sessions: { '@odata.id': '/redfish/v1/SessionService/Sessions' } } };
const SESSIONS = '/redfish/v1/SessionService/Sessions';
const Anything = z.record(z.string(), z.unknown());

const waits: number[] = [];
const clock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
  sleep: (ms) => {
    waits.push(ms);
    return Promise.resolve();
  },
};

const clients: RedfishClient[] = [];

function createClient(options: Partial<RedfishClientOptions> = {}): RedfishClient {
  const client = new RedfishClient({
    address: BMC,
    username: 'root',
    password: new Secret(PASSWORD),
    authType: 'basic',
    verifyCa: true,
    clock,
    // On real time: the clock above lets every wait pass at once.
    deadline: Deadline.after(60_000),
    random: () => 0,
    ...options,
  });
  clients.push(client);
  return client;
}

async function errorOf(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
  } catch (error) {
    return error;
  }
  return undefined;
}

function expectNoSecretIn(error: unknown): void {
  const text = inspect(error, { depth: Infinity, showHidden: true });
  for (const secret of [PASSWORD, TOKEN, BASIC.slice('Basic '.length)]) expect(text).not.toContain(secret);
}

function sessionOpens(times = 1): void {
  nock(BMC)
    .get('/redfish/v1/')
    .times(times)
    .reply(200, ROOT)
    .post(SESSIONS, { UserName: 'root', Password: PASSWORD })
    .times(times)
    .reply(201, {}, { 'X-Auth-Token': TOKEN, Location: `${BMC}${SESSIONS}/12` });
}

const sessionCloses = (): nock.Scope =>
  nock(BMC, { reqheaders: { 'x-auth-token': TOKEN } })
    .delete(`${SESSIONS}/12`)
    .reply(204);

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  waits.length = 0;
  const pending = nock.pendingMocks();
  nock.cleanAll();
  expect(pending).toEqual([]);
});

describe('RedfishClient', () => {
  describe('get', () => {
    it('sends the headers that BMCs need', async () => {
      nock(BMC, {
        reqheaders: {
          'accept-encoding': 'identity',
          'odata-version': '4.0',
          connection: 'close',
          authorization: BASIC,
        },
      })
        .get('/redfish/v1/Systems')
        .reply(200, { Name: 'x' }, { ETag: 'W/"7"' });
      const resource = await createClient().get('/redfish/v1/Systems', Anything);
      expect(resource).toEqual({ path: '/redfish/v1/Systems', body: { Name: 'x' }, etag: 'W/"7"' });
    });

    it('logs nobody in where no user is given', async () => {
      nock(BMC, { badheaders: ['authorization', 'x-auth-token'] })
        .get('/a')
        .reply(200, {});
      const anonymous = new RedfishClient({ address: BMC, authType: 'auto', verifyCa: true });
      await anonymous.get('/a', Anything);
    });

    it('asks once more without Accept-Encoding after 406', async () => {
      nock(BMC).get('/a').reply(406);
      nock(BMC, { badheaders: ['accept-encoding'] })
        .get('/a')
        .reply(200, { A: 1 });
      expect((await createClient().get('/a', Anything)).body).toEqual({ A: 1 });
    });

    it('gives up at the second 406', async () => {
      nock(BMC).get('/a').twice().reply(406);
      await expect(createClient().get('/a', Anything)).rejects.toThrow(RedfishRequestError);
    });

    it.each([
      ['text', 'Hello'],
      ['nothing', ''],
      ['half of JSON', '{"a":'],
      ['HTML', '<html></html>'],
    ])('refuses %s as protocol error', async (_, body) => {
      nock(BMC).get('/a').reply(200, body);
      await expect(createClient().get('/a', Anything)).rejects.toMatchObject({ kind: 'protocol' });
    });

    it('names what has the wrong shape', async () => {
      nock(BMC).get('/a').reply(200, { Members: 'none' });
      await expect(createClient().get('/a', z.object({ Members: z.array(z.string()) }))).rejects.toThrow(
        /Members/,
      );
    });

    it.each(['//evil.example/x', 'https://evil.example/x', '/\\evil.example/x'])(
      'sends nothing to the foreign link %s (CVE-2026-42997)',
      async (link) => {
        await expect(createClient().get(link, Anything)).rejects.toThrow(ForeignOriginError);
      },
    );
  });

  describe('redirects', () => {
    it('follows a GET within the origin and says where it came from', async () => {
      nock(BMC)
        .get('/a')
        .reply(301, '', { Location: `${BMC}/b` });
      nock(BMC, { reqheaders: { authorization: BASIC } })
        .get('/b')
        .reply(200, {});
      expect((await createClient().get('/a', Anything)).path).toBe('/b');
    });

    it('stops after three', async () => {
      nock(BMC).get('/a').times(4).reply(302, '', { Location: '/a' });
      await expect(createClient().get('/a', Anything)).rejects.toThrow(RedfishProtocolError);
    });

    it('does not follow one to another host (CVE-2026-42997)', async () => {
      nock(BMC).get('/a').reply(302, '', { Location: 'https://evil.example/a' });
      const error = await errorOf(createClient().get('/a', Anything));
      expect(error).toBeInstanceOf(ForeignOriginError);
      expectNoSecretIn(error);
    });

    it('does not follow one of a PATCH', async () => {
      nock(BMC).patch('/a').reply(307, '', { Location: '/b' });
      await expect(createClient().patch({ path: '/a' }, {})).rejects.toThrow(RedfishProtocolError);
    });
  });

  describe('retries', () => {
    it('asks again with back-off while a GET gets 503', async () => {
      nock(BMC).get('/a').times(3).reply(503).get('/a').reply(200, {});
      await createClient().get('/a', Anything);
      expect(waits).toEqual([500, 1_000, 2_000]);
    });

    it('waits as long as Retry-After asks', async () => {
      nock(BMC).get('/a').reply(503, '', { 'Retry-After': '7' }).get('/a').reply(200, {});
      await createClient().get('/a', Anything);
      expect(waits).toEqual([7_000]);
    });

    it.each(['3600', '999999999'])('does not wait when Retry-After asks for %s s', async (seconds) => {
      nock(BMC).get('/a').reply(503, '', { 'Retry-After': seconds });
      await expect(createClient().get('/a', Anything)).rejects.toThrow(BmcBusyError);
      expect(waits).toEqual([]);
    });

    it('does not wait beyond the deadline', async () => {
      nock(BMC).get('/a').reply(503, '', { 'Retry-After': '20' });
      await expect(createClient({ deadline: Deadline.after(5_000) }).get('/a', Anything)).rejects.toThrow(
        BmcBusyError,
      );
      expect(waits).toEqual([]);
    });

    it('gives up after five attempts', async () => {
      nock(BMC).get('/a').times(5).reply(503);
      await expect(createClient().get('/a', Anything)).rejects.toMatchObject({
        kind: 'unavailable',
        transient: true,
      });
    });

    it('repeats a GET whose connection broke', async () => {
      nock(BMC)
        .get('/a')
        .replyWithError(Object.assign(new Error('reset'), { code: 'ECONNRESET' }));
      nock(BMC).get('/a').reply(200, {});
      await createClient().get('/a', Anything);
    });

    it('does not repeat a PATCH whose connection broke', async () => {
      nock(BMC)
        .patch('/a')
        .replyWithError(Object.assign(new Error('reset'), { code: 'ECONNRESET' }));
      const error = await errorOf(createClient().patch({ path: '/a' }, {}));
      expect(error).toBeInstanceOf(BmcUnreachableError);
      expectNoSecretIn(error);
    });

    it('repeats a PATCH that was never connected', async () => {
      nock(BMC)
        .patch('/a')
        .replyWithError(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }));
      nock(BMC).patch('/a').reply(200, {});
      await createClient().patch({ path: '/a' }, {});
    });

    it('does not repeat a PATCH that got 503', async () => {
      nock(BMC).patch('/a').reply(503);
      await expect(createClient().patch({ path: '/a' }, {})).rejects.toThrow(BmcBusyError);
    });

    it.each([400, 503])('repeats a PATCH that got %i with SYS518', async (status) => {
      const error = { '@Message.ExtendedInfo': [{ MessageId: 'IDRAC.2.8.SYS518', Message: 'Not ready.' }] };
      nock(BMC).patch('/a').reply(status, { error });
      nock(BMC).patch('/a').reply(200, {});
      await createClient().patch({ path: '/a' }, {});
      expect(waits).toHaveLength(1);
    });

    it('stops waiting when the signal aborts', async () => {
      nock(BMC).get('/a').reply(503);
      const controller = new AbortController();
      const sleeping: Clock = {
        ...clock,
        sleep: () => {
          controller.abort(new CancelledError('No longer wanted'));
          return Promise.reject(new CancelledError('The wait was cancelled'));
        },
      };
      const client = createClient({ clock: sleeping, signal: controller.signal });
      await expect(client.get('/a', Anything)).rejects.toThrow('No longer wanted');
    });
  });

  describe('session', () => {
    it('logs in through the link of the service root and deletes the session at close', async () => {
      sessionOpens();
      nock(BMC, { reqheaders: { 'x-auth-token': TOKEN }, badheaders: ['authorization'] })
        .get('/a')
        .twice()
        .reply(200, {});
      sessionCloses();
      const client = createClient({ authType: 'session' });
      await client.get('/a', Anything);
      await client.get('/a', Anything);
      await client.close();
      await client.close();
    });

    it('sends no credentials with the discovery', async () => {
      nock(BMC, { badheaders: ['authorization'] })
        .get('/redfish/v1/')
        .reply(200, ROOT);
      nock(BMC, { badheaders: ['authorization'] })
        .post(SESSIONS)
        .reply(401);
      await expect(createClient({ authType: 'session' }).get('/a', Anything)).rejects.toThrow(
        BmcCredentialsError,
      );
    });

    it('uses the place of sessions that an older iDRAC names', async () => {
      nock(BMC)
        .get('/redfish/v1/')
        .reply(200, { Links: { Sessions: { '@odata.id': '/redfish/v1/Sessions' } } })
        .post('/redfish/v1/Sessions')
        .reply(201, {}, { 'X-Auth-Token': TOKEN, Location: '/redfish/v1/Sessions/3' })
        .get('/a')
        .reply(200, {})
        .delete('/redfish/v1/Sessions/3')
        .reply(200);
      await createClient({ authType: 'session' }).get('/a', Anything);
    });

    it('starts below the root prefix', async () => {
      nock(BMC).get('/bmc7/redfish/v1/').reply(200, ROOT).post(SESSIONS).reply(401);
      const client = createClient({ authType: 'session', rootPrefix: '/bmc7/redfish/v1' });
      await expect(client.get('/a', Anything)).rejects.toThrow(BmcCredentialsError);
    });

    it('opens a new session once when the first has ended', async () => {
      sessionOpens(2);
      nock(BMC).get('/a').reply(401).get('/a').reply(200, {});
      sessionCloses();
      await createClient({ authType: 'session' }).get('/a', Anything);
    });

    it('gives up at a second 401', async () => {
      sessionOpens(2);
      nock(BMC).get('/a').twice().reply(401);
      sessionCloses();
      const client = createClient({ authType: 'session' });
      await expect(client.get('/a', Anything)).rejects.toThrow(BmcCredentialsError);
      await expect(client.get('/b', Anything)).rejects.toThrow(BmcCredentialsError);
    });

    it('does not follow a session service on another host (CVE-2026-42997)', async () => {
      nock(BMC)
        .get('/redfish/v1/')
        .reply(200, { Links: { Sessions: { '@odata.id': 'https://evil.example/Sessions' } } });
      await expect(createClient({ authType: 'auto' }).get('/a', Anything)).rejects.toThrow(
        ForeignOriginError,
      );
    });

    it('deletes the session when it is disposed of', async () => {
      sessionOpens();
      nock(BMC).get('/a').reply(200, {});
      const deleted = sessionCloses();
      const client = createClient({ authType: 'session' });
      await client.get('/a', Anything);
      await client[Symbol.asyncDispose]();
      expect(deleted.isDone()).toBe(true);
    });

    it('closes in silence when the BMC does not', async () => {
      sessionOpens();
      nock(BMC).get('/a').reply(200, {});
      nock(BMC).delete(`${SESSIONS}/12`).reply(401);
      const client = createClient({ authType: 'session' });
      await client.get('/a', Anything);
      await expect(client.close()).resolves.toBeUndefined();
    });

    it('deletes the session although the signal has aborted', async () => {
      sessionOpens();
      nock(BMC).get('/a').reply(200, {});
      const deleted = sessionCloses();
      const controller = new AbortController();
      const client = createClient({ authType: 'session', signal: controller.signal });
      await client.get('/a', Anything);
      controller.abort();
      await client.close();
      expect(deleted.isDone()).toBe(true);
    });
  });

  describe('auto', () => {
    it('uses a session where there is one', async () => {
      sessionOpens();
      nock(BMC, { badheaders: ['authorization'] })
        .get('/a')
        .reply(200, {});
      sessionCloses();
      await createClient({ authType: 'auto' }).get('/a', Anything);
    });

    it.each([
      ['names no session service', (): nock.Scope => nock(BMC).get('/redfish/v1/').reply(200, {})],
      [
        'has no session left',
        (): nock.Scope => nock(BMC).get('/redfish/v1/').reply(200, ROOT).post(SESSIONS).reply(503),
      ],
      [
        'does not know the session resource',
        (): nock.Scope => nock(BMC).get('/redfish/v1/').reply(200, ROOT).post(SESSIONS).reply(404),
      ],
      [
        'gives no token',
        (): nock.Scope => nock(BMC).get('/redfish/v1/').reply(200, ROOT).post(SESSIONS).reply(201, {}),
      ],
    ])('turns to Basic when the BMC %s', async (_, bmc) => {
      bmc();
      nock(BMC, { reqheaders: { authorization: BASIC } })
        .get('/a')
        .twice()
        .reply(200, {});
      const client = createClient({ authType: 'auto' });
      await client.get('/a', Anything);
      await client.get('/a', Anything);
    });

    it.each([401, 403])('does not try Basic after a login that was refused with %i', async (status) => {
      nock(BMC)
        .get('/redfish/v1/')
        .reply(200, ROOT)
        .post(SESSIONS)
        .reply(status, {
          error: { message: `Bad password ${PASSWORD}`, code: 'Base.1.0.AccessDenied' },
        });
      const client = createClient({ authType: 'auto' });
      const error = await errorOf(client.get('/a', Anything));
      expect(error).toBeInstanceOf(BmcCredentialsError);
      expectNoSecretIn(error);
      await expect(client.get('/b', Anything)).rejects.toThrow(BmcCredentialsError);
    });
  });

  describe('refusals', () => {
    it('sends wrong Basic credentials once and never again', async () => {
      nock(BMC).get('/a').reply(401);
      const client = createClient();
      await expect(client.get('/a', Anything)).rejects.toMatchObject({ kind: 'refused', transient: false });
      await expect(client.get('/a', Anything)).rejects.toThrow(BmcCredentialsError);
    });

    it('tells 403 as a lack of privilege', async () => {
      nock(BMC).get('/a').reply(403);
      await expect(createClient().get('/a', Anything)).rejects.toThrow(BmcPrivilegeError);
    });

    it('tells 404 with the path', async () => {
      nock(BMC).get('/a').reply(404);
      await expect(createClient().get('/a', Anything)).rejects.toThrow(RedfishNotFoundError);
    });

    it('tells 400 in the words of the BMC, without the value that was sent', async () => {
      const vncPassword = 'Vnc#Pa55';
      nock(BMC)
        .patch('/a', { Attributes: { P: vncPassword } })
        .reply(400, {
          error: {
            '@Message.ExtendedInfo': [
              { MessageId: 'Base.1.12.Warn', Message: 'A warning', Severity: 'Warning' },
              {
                MessageId: 'Base.1.12.PropertyValueTypeError',
                Message: `The value '${vncPassword}'\r\nof P is wrong, ${PASSWORD}.`,
                Severity: 'Critical',
              },
            ],
          },
        });
      const body = { Attributes: { P: new Secret(vncPassword) } };
      const error = await errorOf(createClient().patch({ path: '/a' }, body));
      expect(error).toBeInstanceOf(RedfishRequestError);
      expect(error).toMatchObject({ status: 400, messageId: 'Base.1.12.PropertyValueTypeError' });
      expect(String(error)).toContain("The value '******' of P is wrong");
      expect(inspect(error, { depth: Infinity })).not.toContain(vncPassword);
      expectNoSecretIn(error);
    });
  });

  describe('patch', () => {
    it('sends If-Match with the ETag that was read', async () => {
      nock(BMC, { reqheaders: { 'if-match': '"7"' } })
        .patch('/a', { A: 1 })
        .reply(200, {});
      expect(await createClient().patch({ path: '/a', etag: '"7"' }, { A: 1 })).toEqual([]);
    });

    it('goes from the weak ETag to the strong one and then to none', async () => {
      const seen: (string | undefined)[] = [];
      nock(BMC)
        .patch('/a')
        .times(3)
        .reply(function () {
          const etag = this.req.headers['if-match'];
          seen.push(etag);
          return etag === undefined ? [200, {}] : [412, {}];
        });
      await createClient().patch({ path: '/a', etag: 'W/"7"' }, {});
      expect(seen).toEqual(['W/"7"', '"7"', undefined]);
    });

    it('gives up when the BMC refuses no ETag too', async () => {
      nock(BMC).patch('/a').twice().reply(412);
      await expect(createClient().patch({ path: '/a', etag: '"7"' }, {})).rejects.toMatchObject({
        status: 412,
      });
    });

    it('returns what is wrong in a 200, without secrets', async () => {
      const infos = [
        { MessageId: 'Base.1.12.Success', Severity: 'OK', Message: 'ok' },
        { MessageId: 'IDRAC.2.9.SYS474', Severity: 'Warning', Message: 'Not hunter2!' },
      ];
      nock(BMC).patch('/a').reply(200, { '@Message.ExtendedInfo': infos });
      const faults = await createClient().patch({ path: '/a' }, { P: new Secret('hunter2') });
      expect(faults).toMatchObject([{ messageId: 'IDRAC.2.9.SYS474', message: 'Not ******!' }]);
    });
  });
});

describe('findManager', () => {
  const systems = (...ids: string[]): nock.Scope =>
    nock(BMC)
      .get('/redfish/v1/')
      .reply(200, { Systems: { '@odata.id': '/redfish/v1/Systems' } })
      .get('/redfish/v1/Systems')
      .reply(200, { Members: ids.map((id) => ({ '@odata.id': `/redfish/v1/Systems/${id}` })) });

  it('goes from the only system to what manages it', async () => {
    systems('1');
    nock(BMC)
      .get('/redfish/v1/Systems/1')
      .reply(200, { Links: { ManagedBy: [{ '@odata.id': '/redfish/v1/Managers/9' }] } });
    expect(await findManager(createClient())).toBe('/redfish/v1/Managers/9');
  });

  it('takes the only manager where the system names none', async () => {
    nock(BMC).get('/redfish/v1/Systems/2').reply(200, {});
    nock(BMC)
      .get('/redfish/v1/')
      .reply(200, { Managers: { '@odata.id': '/redfish/v1/Managers' } })
      .get('/redfish/v1/Managers')
      .reply(200, { Members: [{ '@odata.id': '/redfish/v1/Managers/9' }] });
    expect(await findManager(createClient({ systemId: '/redfish/v1/Systems/2' }))).toBe(
      '/redfish/v1/Managers/9',
    );
  });

  it.each([[[]], [['1', '2']]])('refuses to choose among the systems %j', async (ids) => {
    systems(...ids);
    await expect(findSystem(createClient())).rejects.toThrow(UnknownDefaultError);
  });
});
