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
  BMC,
  PASSWORD,
  clock,
  createClient,
  endOfTest,
  errorOf,
  expectNoSecretIn,
  waits,
} from '../test/support/scripted-bmc.js';
import { RedfishNotFoundError, RedfishRequestError } from './errors.js';

const Anything = z.record(z.string(), z.unknown());

afterEach(endOfTest);

describe('what a RedfishClient does about failures', () => {
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
});
