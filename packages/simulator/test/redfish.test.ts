import { once } from 'node:events';
import { connect } from 'node:tls';

import { createSelfSignedCertificate } from '@ironbridge/simulator';

import { eventually } from './eventually.js';
import { ATTRIBUTES, patchVnc, send } from './redfish-client.js';
import { closeAll, start } from './running-simulators.js';

const SESSIONS = '/redfish/v1/SessionService/Sessions';
const CREDENTIALS = { UserName: 'root', Password: 'calvin' };

afterEach(closeAll);

describe('Redfish of the simulated iDRAC', () => {
  describe('discovery', () => {
    it('leads from the root to the attributes of the iDRAC', async () => {
      const simulator = await start();
      const root = await send(simulator, 'GET', '/redfish/v1', { headers: {} });
      expect(root.body).toMatchObject({
        Product: 'Integrated Dell Remote Access Controller',
        Links: { Sessions: { '@odata.id': SESSIONS } },
      });
      const systems = await send(simulator, 'GET', '/redfish/v1/Systems');
      expect(systems.body).toMatchObject({
        Members: [{ '@odata.id': '/redfish/v1/Systems/System.Embedded.1' }],
      });
      const system = await send(simulator, 'GET', '/redfish/v1/Systems/System.Embedded.1');
      expect(system.body).toMatchObject({
        Links: { ManagedBy: [{ '@odata.id': '/redfish/v1/Managers/iDRAC.Embedded.1' }] },
      });
      const manager = await send(simulator, 'GET', '/redfish/v1/Managers/iDRAC.Embedded.1');
      expect(manager.body).toMatchObject({
        Model: '15G Monolithic',
        FirmwareVersion: '7.00.00.00',
        GraphicalConsole: { ConnectTypesSupported: ['KVMIP'], MaxConcurrentSessions: 6 },
        Links: { Oem: { Dell: { DellAttributes: [{ '@odata.id': ATTRIBUTES }, {}, {}] } } },
      });
      const { DellAttributes } = (
        manager.body as { Links: { Oem: { Dell: { DellAttributes: { '@odata.id': string }[] } } } }
      ).Links.Oem.Dell;
      for (const { '@odata.id': path } of DellAttributes) {
        expect((await send(simulator, 'GET', path)).body).toMatchObject({
          '@odata.id': path,
          Attributes: {},
        });
      }
    });

    it('serves a trailing slash as well, and 404 with SYS403 where there is nothing', async () => {
      const simulator = await start();
      expect((await send(simulator, 'GET', '/redfish/v1/', { headers: {} })).status).toBe(200);
      const { status, body } = await send(simulator, 'GET', '/redfish/v1/Nothing?x=1');
      expect(status).toBe(404);
      expect(body).toMatchObject({
        error: { '@Message.ExtendedInfo': [{ MessageArgs: ['/redfish/v1/Nothing'] }] },
      });
      expect(JSON.stringify(body)).toContain('SYS403');
    });

    it('describes the attributes in a registry', async () => {
      const simulator = await start();
      const path = '/redfish/v1/Registries/ManagerAttributeRegistry/ManagerAttributeRegistry.v1_0_0.json';
      expect((await send(simulator, 'GET', path)).body).toMatchObject({
        RegistryEntries: {
          Attributes: expect.arrayContaining([
            expect.objectContaining({
              AttributeName: 'VNCServer.1.Port',
              Type: 'Integer',
              LowerBound: 1024,
              UpperBound: 65_535,
            }),
            expect.objectContaining({ AttributeName: 'VNCServer.1.MaxSessions', Readonly: true }),
          ]) as unknown,
        },
      });
    });

    it('speaks HTTPS when it is given a certificate', async () => {
      const tls = await createSelfSignedCertificate({ hosts: ['idrac.example'] });
      const simulator = await start({ tls });
      expect(simulator.url).toMatch(/^https:/);
      const socket = connect({ host: '127.0.0.1', port: simulator.port, ca: tls.cert });
      await once(socket, 'secureConnect');
      expect(socket.authorized).toBe(true);
      expect(socket.getPeerCertificate().subjectaltname).toBe(
        'DNS:localhost, IP Address:127.0.0.1, DNS:idrac.example',
      );
      socket.write('GET /redfish HTTP/1.1\r\nHost: localhost\r\n\r\n');
      const [answer] = (await once(socket, 'data')) as [Buffer];
      expect(answer.toString()).toMatch(/^HTTP\/1\.1 200 /);
      socket.destroy();
    });
  });

  describe('authentication', () => {
    it('answers 401 as Redfish without credentials, and does not count it', async () => {
      const simulator = await start();
      const { status, body } = await send(simulator, 'GET', ATTRIBUTES, { headers: {} });
      expect(status).toBe(401);
      expect(body).toMatchObject({
        error: { '@Message.ExtendedInfo': [{ MessageId: 'Base.1.12.AccessDenied' }] },
      });
      expect((await send(simulator, 'GET', '/redfish/v1/Nothing', { headers: {} })).status).toBe(401);
      expect(simulator.failedLogins).toBe(0);
    });

    it('answers 401 to wrong ones, and counts it', async () => {
      const simulator = await start();
      const authorization = `Basic ${Buffer.from('root:wrong').toString('base64')}`;
      expect((await send(simulator, 'GET', ATTRIBUTES, { headers: { authorization } })).status).toBe(401);
      const login = await send(simulator, 'POST', SESSIONS, {
        body: { ...CREDENTIALS, Password: 'x' },
        headers: {},
      });
      expect(login.status).toBe(401);
      expect(simulator.failedLogins).toBe(2);
    });

    it('makes a session, takes its token, and deletes it', async () => {
      const simulator = await start();
      const { status, headers } = await send(simulator, 'POST', SESSIONS, { body: CREDENTIALS, headers: {} });
      expect(status).toBe(201);
      const token = { 'x-auth-token': headers.get('x-auth-token') ?? '' };
      const location = headers.get('location') ?? '';
      expect(location).toMatch(/^\/redfish\/v1\/SessionService\/Sessions\/\d+$/);
      expect((await send(simulator, 'GET', ATTRIBUTES, { headers: token })).status).toBe(200);
      expect((await send(simulator, 'GET', location, { headers: token })).body).toMatchObject({
        UserName: 'root',
      });
      expect((await send(simulator, 'GET', SESSIONS, { headers: token })).body).toMatchObject({
        'Members@odata.count': 1,
      });
      expect(simulator.activeRedfishSessions).toBe(1);
      expect((await send(simulator, 'DELETE', location, { headers: token })).status).toBe(200);
      expect((await send(simulator, 'GET', ATTRIBUTES, { headers: token })).status).toBe(401);
      expect(simulator.activeRedfishSessions).toBe(0);
    });

    it('answers 503 when all sessions are in use', async () => {
      const simulator = await start();
      const statuses: number[] = [];
      for (let count = 0; count < 9; count += 1) {
        statuses.push((await send(simulator, 'POST', SESSIONS, { body: CREDENTIALS, headers: {} })).status);
      }
      expect(statuses).toEqual([201, 201, 201, 201, 201, 201, 201, 201, 503]);
    });
  });

  describe('attributes', () => {
    it('shows the VNC server as it comes from the factory, in both forms', async () => {
      const simulator = await start();
      const { body, headers } = await send(simulator, 'GET', ATTRIBUTES);
      expect(body).toMatchObject({
        Id: 'iDRACAttributes',
        '@odata.etag': headers.get('etag'),
        Attributes: {
          'VNCServer.1.ActiveSessions': 0,
          'VNCServer.1.Enable': 'Disabled',
          'VNCServer.1.MaxSessions': 2,
          'VNCServer.1.Password': null,
          'VNCServer.1.Port': simulator.vncPort,
          'VNCServer.1.SSLEncryptionBitLength': 'Disabled',
          'VNCServer.1.Timeout': 300,
        },
      });
      const older = await send(simulator, 'GET', '/redfish/v1/Managers/iDRAC.Embedded.1/Attributes');
      expect((older.body as { Attributes: unknown }).Attributes).toEqual(
        (body as { Attributes: unknown }).Attributes,
      );
    });

    it('hides the VNC server, and does not know its attributes, when the licence is missing', async () => {
      const simulator = await start({ licensed: false });
      expect(Object.keys(simulator.attributes).filter((name) => name.startsWith('VNCServer'))).toEqual([]);
      const { status, body } = await patchVnc(simulator, { Enable: 'Enabled' });
      expect(status).toBe(400);
      expect(JSON.stringify(body)).toContain('PropertyUnknown');
    });

    it('answers 412 when If-Match names another state', async () => {
      const simulator = await start();
      const authorization = `Basic ${Buffer.from('root:calvin').toString('base64')}`;
      const body = { Attributes: { 'VNCServer.1.Timeout': 600 } };
      const { headers } = await send(simulator, 'GET', ATTRIBUTES);
      const stale = { authorization, 'if-match': '"other"' };
      expect((await send(simulator, 'PATCH', ATTRIBUTES, { body, headers: stale })).status).toBe(412);
      const fresh = { authorization, 'if-match': headers.get('etag') ?? '' };
      expect((await send(simulator, 'PATCH', ATTRIBUTES, { body, headers: fresh })).status).toBe(200);
      expect(simulator.attributes['VNCServer.1.Timeout']).toBe(600);
    });

    it.each([
      ['MalformedJSON', 400, '{"Attributes":'],
      ['PropertyMissing', 400, '{"Attributes":[]}'],
      ['PropertyMissing', 400, '{}'],
      ['PropertyMissing', 400, '[]'],
      ['UnrecognizedRequestBody', 413, `{"Attributes":{"X":"${'x'.repeat(70_000)}"}}`],
    ])('answers %s, %i to a body that is none', async (message, expected, body) => {
      const simulator = await start();
      const answer = await send(simulator, 'PATCH', ATTRIBUTES, { body });
      expect(answer.status).toBe(expected);
      expect(JSON.stringify(answer.body)).toContain(message);
    });

    it('answers 415 to a body that is not JSON', async () => {
      const simulator = await start();
      const authorization = `Basic ${Buffer.from('root:calvin').toString('base64')}`;
      const response = await fetch(`${simulator.url}${ATTRIBUTES}`, {
        method: 'PATCH',
        headers: { authorization, 'content-type': 'text/plain' },
        body: 'Enable',
      });
      expect(response.status).toBe(415);
      expect(await response.json()).toHaveProperty('error');
    });
  });

  describe('requests', () => {
    it('lists method, path and status, and nothing of bodies or queries', async () => {
      const simulator = await start();
      await patchVnc(simulator, { Password: 'aB3$efgh' });
      await send(simulator, 'GET', '/redfish/v1?secret=1');
      await eventually(() => simulator.requests.every(({ status }) => status !== undefined));
      expect(simulator.requests).toEqual([
        { method: 'PATCH', path: ATTRIBUTES, status: 200 },
        { method: 'GET', path: '/redfish/v1', status: 200 },
      ]);
    });
  });

  describe('faults', () => {
    it('never answers when it hangs, and still closes', async () => {
      const simulator = await start({ faults: { hang: true } });
      const answer = send(simulator, 'GET', '/redfish/v1').then(
        () => 'answered',
        () => 'broken',
      );
      await eventually(() => simulator.requests.length === 1);
      await simulator.close();
      expect(await answer).toBe('broken');
      expect(simulator.requests[0]?.status).toBeUndefined();
    });

    it('is unavailable for as many requests as asked', async () => {
      const simulator = await start();
      simulator.faults.unavailableRequests = 2;
      const { status, headers, body } = await send(simulator, 'GET', '/redfish/v1');
      expect(status).toBe(503);
      expect(headers.get('retry-after')).toBe('1');
      expect(JSON.stringify(body)).toContain('ServiceTemporarilyUnavailable');
      expect((await send(simulator, 'GET', '/redfish/v1')).status).toBe(503);
      expect((await send(simulator, 'GET', '/redfish/v1')).status).toBe(200);
    });

    it('says SYS518 until it is switched off', async () => {
      const simulator = await start({ faults: { sys518Requests: Infinity } });
      const { status, body } = await send(simulator, 'GET', ATTRIBUTES);
      expect(status).toBe(503);
      expect(JSON.stringify(body)).toContain('SYS518');
      simulator.faults.sys518Requests = 0;
      expect((await send(simulator, 'GET', ATTRIBUTES)).status).toBe(200);
    });

    it('warns with SYS474 and applies all but the password when a policy forbids it', async () => {
      const simulator = await start({ faults: { passwordPolicy: true } });
      const { status, body } = await patchVnc(simulator, { Password: 'weak', Timeout: 900 });
      expect(status).toBe(200);
      expect(JSON.stringify(body)).toContain('SYS474');
      expect(simulator.attributes['VNCServer.1.Timeout']).toBe(900);
    });

    it('redirects to the same path of another origin', async () => {
      const simulator = await start({ faults: { redirectTo: 'http://127.0.0.1:1' } });
      const { status, headers } = await send(simulator, 'GET', '/redfish/v1/Systems');
      expect(status).toBe(302);
      expect(headers.get('location')).toBe('http://127.0.0.1:1/redfish/v1/Systems');
    });

    it('waits before it answers when it is slow, and closes without waiting', async () => {
      const simulator = await start({ faults: { slowMs: 50 } });
      const startMs = performance.now();
      expect((await send(simulator, 'GET', '/redfish/v1')).status).toBe(200);
      expect(performance.now() - startMs).toBeGreaterThanOrEqual(49);
      simulator.faults.slowMs = 60_000;
      const broken = expect(send(simulator, 'GET', '/redfish/v1')).rejects.toThrow();
      await eventually(() => simulator.requests.length === 2);
      await simulator.close();
      await broken;
    });
  });
});
