import { Secret } from '@ironbridge/common';
import { verifyConsoleToken } from '@ironbridge/store';
import { KEYS, PUBLIC_URL, createNode, faultOf, openTestApi, type TestApi } from './support/test-api.js';
import type { TestResponse } from './support/send-request.js';

describe('console of a node', () => {
  let api: TestApi;

  beforeEach(async () => {
    api = await openTestApi();
  });

  afterEach(async () => {
    await api.close();
  });

  function put(ident: string, enabled: unknown): Promise<TestResponse> {
    return api.call({
      method: 'PUT',
      url: `/v1/nodes/${ident}/states/console`,
      payload: JSON.stringify({ enabled }),
    });
  }

  function show(ident: string): Promise<TestResponse> {
    return api.call({ url: `/v1/nodes/${ident}/states/console` });
  }

  describe('a serial console', () => {
    const LINE = { type: 'serial', transport: { kind: 'unix', path: '/run/line' } } as const;

    async function startSerial(socatUrl: string | null): Promise<void> {
      const { uuid, driver, driverInfo } = await createNode(api.store, { name: 'n' });
      const secret = new Secret('opens-it');
      const transport = { kind: 'hub', host: '127.0.0.1', port: 6091, secret, certificate: null } as const;
      await api.store.nodes.setConsoleWanted(uuid, true);
      await api.store.consoles.begin(uuid, { interfaceName: 'fake', driver, driverInfo });
      const publication = { connection: { type: 'serial', transport }, socatUrl } as const;
      await api.store.consoles.started(uuid, LINE, '127.0.0.1', publication);
    }

    it('is told as a link with a token of its type', async () => {
      await startSerial(null);
      const { console_info: info } = (await show('n')).json() as { console_info: Record<string, string> };
      expect(info).toMatchObject({ type: 'serial', url: expect.stringContaining(`${PUBLIC_URL}#token=`) });
      const [, token = ''] = String(info['url']).split('#token=');
      expect(verifyConsoleToken(token, KEYS.tokens)).toMatchObject({ type: 'serial', mode: 'read-write' });
    });

    it('is told as its raw port where Nova is to have one, and our viewers get a link by their own route', async () => {
      await startSerial('tcp://127.0.0.1:10000');
      expect((await show('n')).json()).toMatchObject({
        console_enabled: true,
        console_info: { type: 'socat', url: 'tcp://127.0.0.1:10000' },
      });
      const { statusCode, body } = await api.call({ url: '/ironbridge/v1/nodes/n/console-link' });
      expect(statusCode).toBe(200);
      expect(JSON.parse(body)).toMatchObject({
        type: 'serial',
        url: expect.stringContaining(`${PUBLIC_URL}#token=`),
      });
    });

    it('has no link while it is not enabled', async () => {
      await createNode(api.store, { name: 'n' });
      const response = await api.call({ url: '/ironbridge/v1/nodes/n/console-link' });
      expect(response.statusCode).toBe(409);
      expect((await api.call({ url: '/ironbridge/v1/nodes/none/console-link' })).statusCode).toBe(404);
    });
  });

  describe('the history of a serial console', () => {
    it('is answered as text, within the limits that were asked for', async () => {
      const queries: object[] = [];
      const read = (nodeUuid: string, query: object): Promise<string> => {
        queries.push(query);
        return Promise.resolve(`history of ${nodeUuid}\n`);
      };
      const withHistory = await openTestApi({ histories: { read } });
      try {
        const { uuid } = await createNode(withHistory.store, { name: 'n' });
        const url = '/ironbridge/v1/nodes/n/console-history';
        const answer = await withHistory.call({ url });
        expect(answer).toMatchObject({ statusCode: 200, body: `history of ${uuid}\n` });
        expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8');
        await withHistory.call({ url: `${url}?limit_bytes=100&since=2026-11-25T03:00:00Z` });
        expect(queries).toEqual([
          { limitBytes: 65536 },
          { limitBytes: 100, since: new Date('2026-11-25T03:00:00Z') },
        ]);
        for (const bad of ['limit_bytes=0', 'limit_bytes=1048577', 'limit_bytes=x', 'since=soon', 'page=2']) {
          expect((await withHistory.call({ url: `${url}?${bad}` })).statusCode).toBe(400);
        }
      } finally {
        await withHistory.close();
      }
    });

    it('is 404 where none is kept, and for a node that does not exist', async () => {
      await createNode(api.store, { name: 'n' });
      for (const ident of ['n', 'none']) {
        const answer = await api.call({ url: `/ironbridge/v1/nodes/${ident}/console-history` });
        expect(answer.statusCode).toBe(404);
      }
    });
  });

  describe('PUT', () => {
    it('writes the wish and answers 202 with an empty body', async () => {
      await createNode(api.store, { name: 'n' });
      const response = await put('n', true);
      expect(response).toMatchObject({ statusCode: 202, body: '' });
      expect(response.headers['content-length']).toBe('0');
      expect(response.headers['location']).toBe(
        `http://127.0.0.1:${String(api.port)}/v1/nodes/n/states/console`,
      );
      expect(await api.store.nodes.get('n')).toMatchObject({ consoleWanted: true, consoleEnabled: false });
    });

    it('answers 202 to equal wishes at the same time', async () => {
      await createNode(api.store, { name: 'n' });
      const answers = await Promise.all([put('n', true), put('n', true), put('n', 'on')]);
      expect(answers.map(({ statusCode }) => statusCode)).toEqual([202, 202, 202]);
    });

    it.each([true, 'true', 'Yes', ' on ', 1, '1'])('takes %j for true', async (word) => {
      await createNode(api.store, { name: 'n' });
      expect((await put('n', word)).statusCode).toBe(202);
      expect((await api.store.nodes.get('n')).consoleWanted).toBe(true);
    });

    it.each([false, 'FALSE', 'off', 0])('takes %j for false', async (word) => {
      await createNode(api.store, { name: 'n' });
      await put('n', true);
      expect((await put('n', word)).statusCode).toBe(202);
      expect((await api.store.nodes.get('n')).consoleWanted).toBe(false);
    });

    it.each([[null], [[]], [{}], [2], ['']])('refuses %j', async (word) => {
      await createNode(api.store, { name: 'n' });
      expect((await put('n', word)).statusCode).toBe(400);
      expect((await api.store.nodes.get('n')).consoleWanted).toBe(false);
    });

    it('refuses a node whose driver_info is not valid, naming the key and the nearest known one', async () => {
      await createNode(api.store, { name: 'n', driver: 'ipmi', driverInfo: { ipmi_adress: '192.0.2.1' } });
      const response = await put('n', true);
      expect(response.statusCode).toBe(400);
      expect(faultOf(response)).toBe(
        "driver_info has the unknown key 'ipmi_adress'; did you mean 'ipmi_address'?",
      );
      expect((await api.store.nodes.get('n')).consoleWanted).toBe(false);
    });

    it('refuses true while no conductor is alive that serves the driver', async () => {
      await createNode(api.store, { name: 'n' });
      await api.store.conductors.remove('127.0.0.1');
      const response = await put('n', true);
      expect(response.statusCode).toBe(400);
      expect(faultOf(response)).toBe(
        'No valid host was found. Reason: No conductor service registered which supports driver fake-hardware for conductor group "".',
      );
      expect((await put('n', false)).statusCode).toBe(202);
    });

    it('refuses to start a console while a conductor holds the lock, and never to stop one', async () => {
      const { uuid } = await createNode(api.store, { name: 'n' });
      await api.store.consoles.lock(uuid, 'host-1', 60_000);
      const response = await put('n', true);
      expect(response.statusCode).toBe(409);
      expect(faultOf(response)).toBe(
        `Node ${uuid} is locked by host host-1, please retry after the current operation is completed.`,
      );
      expect((await put('n', false)).statusCode).toBe(202);
    });

    it('accepts a repeated true while the conductor that starts the console holds the lock', async () => {
      const { uuid } = await createNode(api.store, { name: 'n' });
      await put('n', true);
      await api.store.consoles.lock(uuid, 'host-1', 60_000);
      expect((await put('n', true)).statusCode).toBe(202);
    });
  });

  describe('GET', () => {
    it('gives a signed token of the present generation in the fragment, and writes nothing', async () => {
      await createNode(api.store, { name: 'n' });
      const node = await api.startConsole('n');
      const events: unknown[] = [];
      api.store.subscribe((event) => events.push(event));
      const response = await show('n');
      expect(response.headers['cache-control']).toBe('no-store');
      const { console_enabled: isEnabled, console_info: info } = response.json();
      const { type, url } = info as { type: string; url: string };
      expect({ isEnabled, type }).toEqual({ isEnabled: true, type: 'vnc' });
      const [page, token = ''] = url.split('#token=');
      expect(page).toBe(PUBLIC_URL);
      expect(verifyConsoleToken(token, KEYS.tokens)).toMatchObject({
        nodeUuid: node.uuid,
        generation: node.generation,
        type: 'vnc',
        mode: 'read-write',
      });
      expect(events).toEqual([]);
      expect(await api.store.nodes.get('n')).toEqual(node);
    });

    it('gives another token each time', async () => {
      await createNode(api.store, { name: 'n' });
      await api.startConsole('n');
      expect((await show('n')).body).not.toBe((await show('n')).body);
    });

    it('gives no token where the console is wanted and not yet open', async () => {
      await createNode(api.store, { name: 'n' });
      await put('n', true);
      expect((await show('n')).json()).toEqual({ console_enabled: false, console_info: null });
    });

    it('gives no token once the console is no longer wanted, and tells that it is still open', async () => {
      await createNode(api.store, { name: 'n' });
      await api.startConsole('n');
      await put('n', false);
      expect((await show('n')).json()).toEqual({ console_enabled: true, console_info: null });
    });

    it('gives tokens that only let watch where the service is read-only', async () => {
      const readOnly = await openTestApi({ readOnly: true });
      try {
        await createNode(readOnly.store, { name: 'n' });
        await readOnly.startConsole('n');
        const response = await readOnly.call({ url: '/v1/nodes/n/states/console' });
        const { url } = response.json()['console_info'] as { url: string };
        const token = url.split('#token=')[1] ?? '';
        expect(verifyConsoleToken(token, KEYS.tokens)?.mode).toBe('read-only');
      } finally {
        await readOnly.close();
      }
    });
  });

  it('tells the last error with the states', async () => {
    const { uuid } = await createNode(api.store, { name: 'n' });
    await api.store.consoles.setLastError(uuid, 'the BMC refused the password');
    const response = await api.call({ url: '/v1/nodes/n/states' });
    expect(response.json()).toMatchObject({
      last_error: 'the BMC refused the password',
      console_enabled: false,
    });
  });
});
