import { BmcCredentialsError } from '@ironbridge/bmc-http';
import nock from 'nock';
import { z } from 'zod';
import {
  BASIC,
  BMC,
  PASSWORD,
  ROOT,
  SESSIONS,
  TOKEN,
  createClient,
  endOfTest,
  errorOf,
  expectNoSecretIn,
  sessionCloses,
  sessionOpens,
} from '../test/support/scripted-bmc.js';
import { ForeignOriginError } from './errors.js';

const Anything = z.record(z.string(), z.unknown());

afterEach(endOfTest);

describe('the login of a RedfishClient', () => {
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
});
