import { createNode, faultOf, openTestApi, type TestApi } from './support/test-api.js';
import type { TestResponse } from './support/send-request.js';

describe('nodes', () => {
  let api: TestApi;

  beforeEach(async () => {
    api = await openTestApi();
  });

  afterEach(async () => {
    await api.close();
  });

  function post(node: object, version = '1.82'): Promise<TestResponse> {
    return api.call({
      method: 'POST',
      url: '/v1/nodes',
      headers: { 'x-openstack-ironic-api-version': version },
      payload: JSON.stringify(node),
    });
  }

  function patch(ident: string, operations: unknown, version = '1.82'): Promise<TestResponse> {
    return api.call({
      method: 'PATCH',
      url: `/v1/nodes/${ident}`,
      headers: { 'x-openstack-ironic-api-version': version },
      payload: JSON.stringify(operations),
    });
  }

  async function namesOf(url: string): Promise<unknown[]> {
    const response = await api.call({ url });
    expect(response.statusCode).toBe(200);
    return (response.json()['nodes'] as { name: string }[]).map(({ name }) => name);
  }

  describe('POST', () => {
    it('keeps and gives back what Ironbridge does not act upon', async () => {
      const given = {
        driver: 'ipmi',
        owner: 'me',
        power_interface: 'ipmitool',
        extra: { rack: 'r1' },
        retired: true,
      };
      expect((await post({ ...given, name: 'n' })).json()).toMatchObject(given);
      expect((await api.call({ url: '/v1/nodes/n' })).json()).toMatchObject(given);
    });

    it('keeps the uuid that was given', async () => {
      const uuid = '11111111-2222-4333-8444-555555555555';
      expect((await post({ driver: 'ipmi', uuid })).json()['uuid']).toBe(uuid);
      const again = await post({ driver: 'ipmi', uuid });
      expect([again.statusCode, faultOf(again)]).toEqual([409, `A node with UUID ${uuid} already exists.`]);
    });

    it.each([
      [{}, "Schema error for node: 'driver' is a required property"],
      [[], "Schema error for node: the body is not of type 'object'"],
      [{ driver: 5 }, "Schema error for node: 'driver' is not of type 'string'"],
      [
        { driver: 'ipmi', driver_info: 'hunter2' },
        "Schema error for node: 'driver_info' is not of type 'object'",
      ],
      [{ driver: 'ipmi', driver_info: [1] }, "Schema error for node: 'driver_info' is not of type 'object'"],
      [
        { driver: 'ipmi', maintenance: 'no' },
        "Schema error for node: 'maintenance' is not of type 'boolean'",
      ],
      [{ driver: 'ipmi', uuid: 'x' }, "Schema error for node: 'uuid' is not a 'uuid'"],
      [{ driver: 'ipmi', owner: 'x'.repeat(256) }, "Schema error for node: 'owner' is too long"],
      [
        { driver: 'ipmi', a: 1, console_enabled: true },
        "Schema error for node: Additional properties are not allowed ('a', 'console_enabled' were unexpected)",
      ],
      [{ driver: 'ipmi', name: 'detail' }, "Cannot create node with invalid name 'detail'"],
      [{ driver: 'ipmi', name: '' }, "Cannot create node with invalid name ''"],
      [
        { driver: 'ipmi', console_interface: 'fake' },
        "console interface implementation 'fake' is not supported by hardware type ipmi.",
      ],
    ])('refuses %j', async (body, fault) => {
      const response = await post(body);
      expect([response.statusCode, faultOf(response)]).toEqual([400, fault]);
      expect(await api.store.nodes.list()).toEqual([]);
    });

    it('refuses a field that is newer than the version', async () => {
      expect((await post({ driver: 'ipmi', name: 'n' }, '1.4')).statusCode).toBe(406);
      expect((await post({ driver: 'ipmi', shard: 's' }, '1.81')).statusCode).toBe(406);
    });

    it('names what is missing where there is no body', async () => {
      const response = await api.call({ method: 'POST', url: '/v1/nodes' });
      expect([response.statusCode, faultOf(response)]).toEqual([400, 'Missing mandatory parameter: node']);
    });

    it('refuses nesting without end and names that would reach a prototype', async () => {
      const deep = `{"driver":"ipmi","extra":${'{"a":'.repeat(5000)}1${'}'.repeat(5001)}`;
      const nested = await api.call({ method: 'POST', url: '/v1/nodes', payload: deep });
      expect([nested.statusCode, faultOf(nested)]).toEqual([
        400,
        'The body is nested more than 32 levels deep',
      ]);
      const payload = '{"driver":"ipmi","extra":{"__proto__":{"polluted":true}}}';
      expect((await api.call({ method: 'POST', url: '/v1/nodes', payload })).statusCode).toBe(400);
    });
  });

  describe('secrets', () => {
    it('are masked at any depth, by their names and by what an interface declares', async () => {
      const secrets = { ipmi_password: 'hunter2', fake_pin: 'hunter3', a: { snmp_token: 'hunter4' } };
      const created = await post({ driver: 'ipmi', name: 'n', driver_info: secrets });
      const masked = { ipmi_password: '******', fake_pin: '******', a: { snmp_token: '******' } };
      expect(created.json()['driver_info']).toEqual(masked);
      for (const url of [
        '/v1/nodes/n',
        '/v1/nodes/detail',
        '/v1/nodes?fields=driver_info',
        '/v1/nodes?detail=True',
      ]) {
        const { body } = await api.call({ url });
        expect(body).toContain('******');
        expect(body).not.toContain('hunter');
      }
    });

    it('are refused where they are the mask itself, and nothing is stored', async () => {
      const response = await post({ driver: 'ipmi', driver_info: { a: { ipmi_password: '******' } } });
      expect(response.statusCode).toBe(400);
      expect(faultOf(response)).toContain("driver_info/a/ipmi_password is '******'");
      expect(await api.store.nodes.list()).toEqual([]);
    });

    it.each([
      [{ op: 'replace', path: '/driver_info/ipmi_password', value: '******' }],
      [{ op: 'add', path: '/driver_info', value: { ipmi_password: '******', ipmi_address: 'x' } }],
    ])('stay as they are when PATCH sends the mask: %j', async (operation) => {
      await createNode(api.store, { name: 'n', driver: 'ipmi', driverInfo: { ipmi_password: 'hunter2' } });
      expect((await patch('n', [operation])).statusCode).toBe(400);
      expect((await api.store.nodes.get('n')).driverInfo).toEqual({ ipmi_password: 'hunter2' });
    });

    it('survive a PATCH of other keys', async () => {
      await createNode(api.store, { name: 'n', driver: 'ipmi', driverInfo: { ipmi_password: 'hunter2' } });
      const response = await patch('n', [
        { op: 'add', path: '/driver_info/ipmi_address', value: '192.0.2.1' },
      ]);
      expect(response.json()['driver_info']).toEqual({ ipmi_password: '******', ipmi_address: '192.0.2.1' });
      expect((await api.store.nodes.get('n')).driverInfo['ipmi_password']).toBe('hunter2');
    });
  });

  describe('PATCH', () => {
    it('puts a removed field back to its default', async () => {
      await createNode(api.store, { name: 'n', consoleInterface: 'no-console', fields: { owner: 'me' } });
      const response = await patch('n', [
        { op: 'remove', path: '/owner' },
        { op: 'remove', path: '/console_interface' },
        { op: 'replace', path: '/name', value: 'm' },
      ]);
      expect(response.json()).toMatchObject({ owner: null, console_interface: 'fake', name: 'm' });
      expect(await api.store.nodes.get('m')).toMatchObject({ consoleInterface: null, fields: {} });
    });

    it.each([
      [undefined, 'Missing mandatory parameter: patch'],
      [[{ op: 'remove', path: '/driver' }], "Schema error for node: 'driver' is a required property"],
      [[{ op: 'add', path: '/name', value: 'a b' }], "Node n: Cannot change name to invalid name 'a b'"],
      [
        [{ op: 'add', path: '/maintenance', value: 1 }],
        "Schema error for node: 'maintenance' is not of type 'boolean'",
      ],
      [
        [{ op: 'add', path: '/driver', value: 'nosuch' }],
        'No valid host was found. Reason: No conductor service registered which supports driver nosuch for conductor group "".',
      ],
    ])('refuses %j', async (operations, fault) => {
      await createNode(api.store, { name: 'n' });
      const before = await api.store.nodes.get('n');
      const response = await patch('n', operations);
      expect([response.statusCode, faultOf(response)]).toEqual([400, fault]);
      expect(await api.store.nodes.get('n')).toEqual(before);
    });

    it('keeps what another client changed since the node was read', async () => {
      const { uuid } = await createNode(api.store, { name: 'n' });
      const { nodes } = api.store;
      const read = nodes.get.bind(nodes);
      jest.spyOn(nodes, 'get').mockImplementationOnce(async (ident) => {
        const node = await read(ident);
        await nodes.update(uuid, { fields: { extra: { theirs: 1 } } });
        return node;
      });
      const response = await patch('n', [{ op: 'add', path: '/extra/ours', value: 2 }]);
      expect(response.json()['extra']).toEqual({ theirs: 1, ours: 2 });
    });

    it('applies all operations or none', async () => {
      await createNode(api.store, { name: 'n' });
      const operations = [
        { op: 'add', path: '/extra/a', value: 1 },
        { op: 'remove', path: '/extra/b' },
      ];
      expect((await patch('n', operations)).statusCode).toBe(400);
      expect((await api.store.nodes.get('n')).fields).toEqual({});
    });

    it('refuses to change driver or interface while the console is wanted', async () => {
      await createNode(api.store, { name: 'n' });
      await api.startConsole('n');
      const response = await patch('n', [{ op: 'add', path: '/console_interface', value: 'no-console' }]);
      expect(response.statusCode).toBe(409);
    });

    it('refuses a field that is newer than the version', async () => {
      const { uuid } = await createNode(api.store);
      expect((await patch(uuid, [{ op: 'add', path: '/owner', value: 'me' }], '1.49')).statusCode).toBe(406);
    });

    it('refuses while a conductor holds the lock', async () => {
      const { uuid } = await createNode(api.store);
      await api.store.consoles.lock(uuid, 'host-1', 60_000);
      expect((await patch(uuid, [{ op: 'add', path: '/extra/a', value: 1 }])).statusCode).toBe(409);
    });
  });

  describe('GET list', () => {
    beforeEach(async () => {
      await createNode(api.store, { name: 'a', driver: 'ipmi', fields: { owner: 'x' } });
      await createNode(api.store, { name: 'b', fields: { owner: 'y', description: 'the second' } });
      await createNode(api.store, { name: 'c', fields: { owner: 'x' }, consoleInterface: 'no-console' });
    });

    it('pages through all nodes by the next link', async () => {
      const seen: unknown[] = [];
      let url: string | undefined = '/v1/nodes?limit=2&fields=name,uuid';
      while (url !== undefined) {
        const page = (await api.call({ url })).json() as { nodes: { name: string }[]; next?: string };
        seen.push(page.nodes.map(({ name }) => name));
        url = page.next?.replace(/^http:\/\/[^/]+/, '');
      }
      expect(seen).toEqual([['a', 'b'], ['c']]);
    });

    it.each([
      ['driver=ipmi', ['a']],
      ['driver=ipmi&owner=y', []],
      ['owner=x', ['a', 'c']],
      ['owner=x&limit=1', ['a']],
      ['console_interface=fake', ['b']],
      ['console_interface=no-console', ['c']],
      ['description_contains=second', ['b']],
      ['associated=true', []],
      ['maintenance=false', ['a', 'b', 'c']],
      ['provision_state=active', []],
      ['sort_key=owner', ['a', 'c', 'b']],
      ['sort_dir=desc', ['c', 'b', 'a']],
      ['sort_key=name&sort_dir=desc&limit=2', ['c', 'b']],
      ['limit=0', ['a', 'b', 'c']],
    ])('?%s', async (query, names) => {
      expect(await namesOf(`/v1/nodes?${query}`)).toEqual(names);
    });

    it('goes on after a marker in sorted lists too', async () => {
      const { uuid } = await api.store.nodes.get('c');
      expect(await namesOf(`/v1/nodes?sort_dir=desc&marker=${uuid}`)).toEqual(['b', 'a']);
    });

    it.each([
      ['bogus=1', 400],
      ['limit=-1', 400],
      ['limit=x', 400],
      ['limit=1&limit=2', 400],
      ['sort_dir=up', 400],
      ['sort_key=bogus', 400],
      ['detail=zebra', 400],
      ['detail=true&fields=uuid', 400],
      ['fields=', 400],
      ['marker=11111111-2222-4333-8444-555555555555', 404],
    ])('refuses ?%s with %i', async (query, status) => {
      expect((await api.call({ url: `/v1/nodes?${query}` })).statusCode).toBe(status);
    });

    it('refuses fields that are newer than the version', async () => {
      const headers = { 'x-openstack-ironic-api-version': '1.4' };
      expect((await api.call({ url: '/v1/nodes?fields=name', headers })).statusCode).toBe(406);
    });
  });

  describe('GET', () => {
    it('shows the fields that were asked for, in that order', async () => {
      await createNode(api.store, { name: 'n' });
      const response = await api.call({ url: '/v1/nodes/n?fields=name,driver,conductor' });
      expect(Object.entries(response.json()).slice(0, 3)).toEqual([
        ['name', 'n'],
        ['driver', 'fake-hardware'],
        ['conductor', '127.0.0.1'],
      ]);
    });

    it('shows no interface for a hardware type that is not enabled here', async () => {
      await createNode(api.store, { name: 'n', driver: 'other' });
      expect((await api.call({ url: '/v1/nodes/n' })).json()['console_interface']).toBeNull();
    });
  });

  describe('DELETE', () => {
    it('answers 204 without a body and hides the node at once', async () => {
      await createNode(api.store, { name: 'n' });
      const headers = { 'content-type': 'application/octet-stream' };
      const response = await api.call({ method: 'DELETE', url: '/v1/nodes/n', headers });
      expect(response).toMatchObject({ statusCode: 204, body: '' });
      expect((await api.call({ url: '/v1/nodes/n' })).statusCode).toBe(404);
      expect(await namesOf('/v1/nodes')).toEqual([]);
    });

    it('refuses while a conductor holds the lock', async () => {
      const { uuid } = await createNode(api.store);
      await api.store.consoles.lock(uuid, 'host-1', 60_000);
      expect((await api.call({ method: 'DELETE', url: `/v1/nodes/${uuid}` })).statusCode).toBe(409);
    });
  });

  describe('validate', () => {
    it('says why the console could not be started', async () => {
      await createNode(api.store, { name: 'n', driver: 'ipmi', driverInfo: { ipmi_password: 'hunter2' } });
      const { console: answer } = (await api.call({ url: '/v1/nodes/n/validate' })).json() as {
        console: { result: boolean; reason: string };
      };
      expect(answer.result).toBe(false);
      expect(answer.reason).toContain('ipmi_address');
    });
  });

  it.each([
    ['PUT', 'states/provision', 400],
    ['PUT', 'states/power', 400],
    ['PUT', 'maintenance', 400],
    ['GET', 'ports', 404],
    ['GET', 'vifs', 404],
  ])('says that %s %s is not served', async (method, path, status) => {
    const { uuid } = await createNode(api.store);
    const response = await api.call({ method, url: `/v1/nodes/${uuid}/${path}` });
    expect(response.statusCode).toBe(status);
    expect(faultOf(response)).toBe(
      `${method} /v1/nodes/${uuid}/${path} is not supported: Ironbridge manages consoles only.`,
    );
  });
});
