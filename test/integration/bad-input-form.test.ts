import { faultOf } from '../support/fault-of.js';
import { startIronbridge, type Ironbridge } from '../support/ironbridge.js';

jest.setTimeout(60_000);

describe('requests to the API', () => {
  let ironbridge: Ironbridge;

  beforeAll(async () => {
    ironbridge = await startIronbridge();
  });

  describe('a node that does not exist', () => {
    it.each([
      { method: 'GET', path: '', body: undefined },
      { method: 'PATCH', path: '', body: [{ op: 'add', path: '/extra/rack', value: 'r1' }] },
      { method: 'DELETE', path: '', body: undefined },
      { method: 'GET', path: '/validate', body: undefined },
      { method: 'GET', path: '/states/console', body: undefined },
      { method: 'PUT', path: '/states/console', body: { enabled: true } },
    ])('is 404 to $method $path, by name and by uuid', async ({ method, path, body }) => {
      for (const ident of ['nosuch', '11111111-2222-4333-8444-555555555555']) {
        const answer = await ironbridge.call(method, `/v1/nodes/${ident}${path}`, body);
        expect(answer.status).toBe(404);
        expect(faultOf(answer.body)).toBe(`Node ${ident} could not be found.`);
      }
    });
  });

  describe('a request of bad form', () => {
    beforeAll(async () => {
      await ironbridge.enrol('formal', { redfish_address: 'http://127.0.0.1' });
    });

    it.each([
      { method: 'PUT', path: '/formal/states/console', body: {}, status: 400, says: 'parameter: enabled' },
      {
        method: 'PUT',
        path: '/formal/states/console',
        body: { enabled: 'maybe' },
        status: 400,
        says: "Unrecognized value 'maybe'",
      },
      { method: 'POST', path: '', body: [], status: 400, says: "the body is not of type 'object'" },
      { method: 'POST', path: '', body: {}, status: 400, says: "'driver' is a required property" },
      { method: 'POST', path: '', body: { driver: 'nosuch' }, status: 400, says: 'supports driver nosuch' },
      {
        method: 'POST',
        path: '',
        body: { driver: 'idrac', name: 'formal' },
        status: 409,
        says: 'A node with name formal already exists.',
      },
      {
        method: 'POST',
        path: '',
        body: { driver: 'idrac', name: 'not a name' },
        status: 400,
        says: "invalid name 'not a name'",
      },
      {
        method: 'POST',
        path: '',
        body: { driver: 'idrac', driver_info: 'x' },
        status: 400,
        says: "'driver_info' is not of type 'object'",
      },
      {
        method: 'PATCH',
        path: '/formal',
        body: [{ op: 'add', path: '/console_enabled', value: true }],
        status: 400,
        says: 'Cannot patch /console_enabled',
      },
      {
        method: 'PATCH',
        path: '/formal',
        body: [{ op: 'add', path: '/driver_info/__proto__/polluted', value: 1 }],
        status: 400,
        says: "member '__proto__' not found",
      },
    ])('is $status to $method $path: $says', async ({ method, path, body, status, says }) => {
      const before = (await ironbridge.call('GET', '/v1/nodes/detail')).body;
      const answer = await ironbridge.call(method, `/v1/nodes${path}`, body);
      expect(answer.status).toBe(status);
      expect(faultOf(answer.body)).toContain(says);
      expect((await ironbridge.call('GET', '/v1/nodes/detail')).body).toEqual(before);
    });
  });
});
