import { silentLogger, type Logger } from '@ironbridge/common';
import { HARDWARE_TYPES } from '@ironbridge/base';
import { Registry } from 'prom-client';
import { createApi, ListenError } from '../src/index.js';
import { sendRequest } from './support/send-request.js';
import {
  KEYS,
  PAGE,
  PUBLIC_URL,
  createNode,
  faultOf,
  openTestApi,
  type TestApi,
} from './support/test-api.js';

describe('the service', () => {
  let api: TestApi;
  const lines: object[] = [];
  const record = (...facts: unknown[]): void => {
    lines.push({ facts });
  };
  const log: Logger = { ...silentLogger, debug: record, info: record, warn: record, error: record };
  let isReady = true;

  beforeEach(async () => {
    lines.length = 0;
    isReady = true;
    api = await openTestApi({ log, isReady: () => isReady });
  });

  afterEach(async () => {
    await api.close();
  });

  it('is alive, and ready while its host and its database are', async () => {
    expect((await api.call({ url: '/healthz' })).statusCode).toBe(200);
    expect((await api.call({ url: '/readyz' })).statusCode).toBe(200);
    isReady = false;
    expect((await api.call({ url: '/readyz' })).statusCode).toBe(503);
    isReady = true;
    jest.spyOn(api.store, 'ping').mockRejectedValue(new Error('gone'));
    expect((await api.call({ url: '/readyz' })).statusCode).toBe(503);
    expect((await api.call({ url: '/healthz' })).statusCode).toBe(200);
  });

  it('counts and logs by route, never by URL, body or token', async () => {
    await createNode(api.store, { name: 'secret-name' });
    await api.startConsole('secret-name');
    const shown = await api.call({ url: '/v1/nodes/secret-name/states/console' });
    await api.call({ url: '/v1/nodes?owner=hunter2' });
    await api.call({ url: '/nowhere/hunter2' });
    const { url } = shown.json()['console_info'] as { url: string };
    const { body, headers } = await api.call({ url: '/metrics' });
    expect(headers['content-type']).toContain('text/plain');
    expect(body).toContain('route="/v1/nodes/:ident/states/console"');
    const told = body + JSON.stringify(lines);
    for (const secret of ['secret-name', 'hunter2', url.split('#token=')[1] ?? url]) {
      expect(told).not.toContain(secret);
    }
  });

  it('links to where the operator says that clients reach it', async () => {
    const other = await openTestApi({ publicEndpoint: 'https://ironic.example/baremetal/' });
    await createNode(other.store, { name: 'r1' });
    const { body } = await other.call({ url: '/v1/nodes' });
    await other.close();
    expect(body).toContain('"href":"https://ironic.example/baremetal/v1/nodes/');
    expect(body).not.toContain('http://127.0.0.1');
  });

  it('logs what was changed or refused, and reads that succeeded to those who debug', async () => {
    const told: unknown[] = [];
    const quiet: unknown[] = [];
    const recordTo = (list: unknown[]) => (facts: unknown) => list.push(facts);
    const other = await openTestApi({
      log: { ...silentLogger, debug: recordTo(quiet), info: recordTo(told) },
    });
    await createNode(other.store, { name: 'r1' });
    await other.call({ url: '/v1/nodes' });
    await other.call({ url: '/nowhere' });
    await other.call({ method: 'PUT', url: '/v1/nodes/r1/states/console', payload: '{"enabled":true}' });
    await other.close();
    expect(quiet).toContainEqual(expect.objectContaining({ method: 'GET', status: 200 }));
    expect(told).toEqual([
      expect.objectContaining({ method: 'GET', status: 404 }),
      expect.objectContaining({ method: 'PUT', status: 202 }),
    ]);
  });

  it('tells a defect to the log and only its request id to the client', async () => {
    jest.spyOn(api.store.nodes, 'get').mockRejectedValue(new Error('at /home/me/secret.ts'));
    const response = await api.call({ url: '/v1/nodes/n' });
    expect(response.statusCode).toBe(500);
    expect(response.body).toContain('Server');
    expect(faultOf(response)).toContain(String(response.headers['openstack-request-id']));
    expect(response.body).not.toContain('secret.ts');
  });

  it('shares a metrics registry with another api', async () => {
    const metrics = new Registry();
    const both = [await openTestApi({ metrics }), await openTestApi({ metrics })];
    for (const each of both) expect((await each.call({ url: '/metrics' })).statusCode).toBe(200);
    for (const each of both) await each.close();
  });

  describe('the page', () => {
    it('is served with its policy', async () => {
      for (const url of ['/ui', '/ui/', '/ui/servers.js']) {
        const { statusCode, headers } = await api.call({ url });
        expect(statusCode).toBe(200);
        expect(headers).toMatchObject({
          'content-security-policy': PAGE.contentSecurityPolicy,
          'referrer-policy': 'no-referrer',
          'x-content-type-options': 'nosniff',
        });
      }
      expect((await api.call({ url: '/ui/nosuch.js' })).statusCode).toBe(404);
    });

    it('is not sent again while it has not changed', async () => {
      const response = await api.call({ url: '/ui', headers: { 'if-none-match': '"a"' } });
      expect(response).toMatchObject({ statusCode: 304, body: '' });
    });
  });

  describe('drivers', () => {
    it('lists what conductors that are alive published', async () => {
      const names = HARDWARE_TYPES.map(({ name }) => name).sort();
      const listed = (await api.call({ url: '/v1/drivers' })).json()['drivers'] as { name: string }[];
      expect(listed.map(({ name }) => name)).toEqual(names);
      expect((await api.call({ url: '/v1/drivers?type=classic' })).json()).toEqual({ drivers: [] });
      await api.store.conductors.remove('127.0.0.1');
      expect((await api.call({ url: '/v1/drivers' })).json()).toEqual({ drivers: [] });
    });

    it('tells interfaces and properties', async () => {
      expect((await api.call({ url: '/v1/drivers/ipmi' })).json()).toMatchObject({
        default_console_interface: 'ipmitool-socat',
        enabled_console_interfaces: ['ipmitool-socat', 'no-console'],
      });
      expect((await api.call({ url: '/v1/drivers/ipmi/properties' })).json()).toMatchObject({
        ipmi_address: 'IP address or hostname of the node. Required.',
        ipmi_password: 'password. Optional.',
      });
    });

    it('leaves out what came with later versions', async () => {
      const headers = { 'x-openstack-ironic-api-version': '1.13' };
      const driver = (await api.call({ url: '/v1/drivers/ipmi', headers })).json();
      expect(Object.keys(driver)).toEqual(['name', 'hosts', 'links']);
    });

    it.each(['/v1/drivers/nosuch', '/v1/drivers/nosuch/properties'])('does not find %s', async (url) => {
      const response = await api.call({ url });
      expect([response.statusCode, faultOf(response)]).toEqual([
        404,
        'Could not find the following driver(s) or hardware type(s): nosuch.',
      ]);
    });
  });

  describe('conductors', () => {
    it('are shown with their drivers, also once they are silent', async () => {
      const url = '/v1/conductors/127.0.0.1';
      expect((await api.call({ url })).json()).toMatchObject({ alive: true, conductor_group: '' });
      const [conductor] = await api.store.conductors.list();
      if (conductor === undefined) throw new Error('no conductor');
      const heartbeatAt = new Date(Date.now() - 120_000);
      jest.spyOn(api.store.conductors, 'list').mockResolvedValue([{ ...conductor, heartbeatAt }]);
      expect((await api.call({ url })).json()).toMatchObject({ alive: false });
      expect((await api.call({ url: '/v1/drivers' })).json()).toEqual({ drivers: [] });
    });

    it('came with 1.49', async () => {
      const headers = { 'x-openstack-ironic-api-version': '1.48' };
      expect((await api.call({ url: '/v1/conductors', headers })).statusCode).toBe(406);
    });

    it('are not found by other names', async () => {
      expect(faultOf(await api.call({ url: '/v1/conductors/x' }))).toBe('Conductor x could not be found.');
    });
  });

  it('says which collections it does not serve', async () => {
    const response = await api.call({ url: '/v1/ports?node=x' });
    expect([response.statusCode, faultOf(response)]).toEqual([
      404,
      'GET /v1/ports is not supported: Ironbridge manages consoles only.',
    ]);
  });

  describe('listen', () => {
    it('names the address that is taken', async () => {
      const { store, registry, port } = api;
      const other = createApi({
        store,
        registry,
        tokenKey: KEYS.tokens,
        publicUrl: PUBLIC_URL,
        page: PAGE,
        log: silentLogger,
      });
      await expect(other.listen({ host: '127.0.0.1', port })).rejects.toThrow(ListenError);
      await other.close();
    });

    it('answers to the address of the connection when bound to all', async () => {
      const { store, registry } = api;
      const other = createApi({
        store,
        registry,
        tokenKey: KEYS.tokens,
        publicUrl: PUBLIC_URL,
        page: PAGE,
        log: silentLogger,
      });
      const { port } = await other.listen({ host: '0.0.0.0', port: 0 });
      try {
        const status = async (host: string): Promise<number> =>
          (await sendRequest(port, { url: '/healthz', headers: { host } })).statusCode;
        expect(await status('127.0.0.1')).toBe(200);
        expect(await status('192.0.2.1')).toBe(400);
        expect(await status('0.0.0.0.evil.example')).toBe(400);
      } finally {
        await other.close();
      }
    });
  });

  it('lets a request finish when it closes', async () => {
    let release: () => void = () => undefined;
    const entered = new Promise<void>((resolve) => {
      jest.spyOn(api.store.conductors, 'list').mockImplementation(async () => {
        resolve();
        await new Promise<void>((go) => {
          release = go;
        });
        return [];
      });
    });
    const answer = api.call({ url: '/v1/conductors' });
    await entered;
    const closed = api.api.close();
    release();
    expect((await answer).statusCode).toBe(200);
    await closed;
  });
});
