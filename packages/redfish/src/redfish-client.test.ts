import { Secret } from '@ironbridge/common';
import nock from 'nock';
import { z } from 'zod';
import {
  BASIC,
  BMC,
  createClient,
  endOfTest,
  errorOf,
  expectNoSecretIn,
} from '../test/support/scripted-bmc.js';
import { ForeignOriginError, RedfishProtocolError, RedfishRequestError } from './errors.js';
import { RedfishClient } from './redfish-client.js';

const Anything = z.record(z.string(), z.unknown());

afterEach(endOfTest);

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
