import {
  HTTP_CLIENT_FACTORY,
  createHostContainer,
  isSameConnection,
  type HttpClientFactory,
  type VncConnection,
} from '@ironbridge/base';
import { systemClock } from '@ironbridge/common';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { ConsoleHost } from './console-host.js';
import { FakeIdrac, type FakeIdracOptions } from './fake-idrac.js';

const idracs: FakeIdrac[] = [];
const impatient = { clock: { ...systemClock, sleep: () => Promise.resolve() } };

afterEach(async () => {
  // Whatever a test did, no session may stay on the BMC.
  const left = idracs.map(({ sessions }) => sessions.size);
  await Promise.all(idracs.splice(0).map((idrac) => idrac.close()));
  expect(left.every((count) => count === 0)).toBe(true);
});

async function createIdrac(options: FakeIdracOptions = {}): Promise<FakeIdrac> {
  const idrac = await FakeIdrac.listen(options);
  idracs.push(idrac);
  return idrac;
}

async function startVnc(host: ConsoleHost): Promise<VncConnection> {
  const connection = await host.start();
  if (connection.type !== 'vnc') throw new TypeError(`Not a VNC connection: ${connection.type}`);
  return connection;
}

describe('idrac-vnc', () => {
  describe('startConsole', () => {
    it('switches the VNC server on and returns where it is', async () => {
      const idrac = await createIdrac();
      const connection = await startVnc(await ConsoleHost.open(idrac.address));
      expect(connection).toMatchObject({
        type: 'vnc',
        host: '127.0.0.1',
        port: 5901,
        transport: { kind: 'tcp' },
        slots: 2,
        quirks: {},
      });
      expect(idrac.vnc).toMatchObject({ Enable: 'Enabled', Port: 5901, Timeout: 300 });
      expect(connection.security).toMatchObject({ kind: 'vnc' });
      if (connection.security.kind === 'vnc')
        expect(connection.security.password.reveal()).toBe(idrac.vncPassword);
      expect(idrac.writes).toBe(1);
    });

    it('has saved what it found, and the password, before it changes anything', async () => {
      const idrac = await createIdrac();
      const host = await ConsoleHost.open(idrac.address, { vnc_password: 'Adm1n#pw' });
      let writes = -1;
      host.onSave = () => {
        writes = idrac.writes;
      };
      await host.start();
      expect(writes).toBe(0);
      expect(host.state).toMatchObject({ found: { Enable: 'Disabled', Port: 5901 }, password: 'Adm1n#pw' });
    });

    it('uses the HTTP client of the host', async () => {
      const idrac = await createIdrac();
      const standard = createHostContainer().get(HTTP_CLIENT_FACTORY);
      const seen: string[] = [];
      const httpClientFactory: HttpClientFactory = (defaults) => {
        const client = standard(defaults);
        client.interceptors.request.use((config) => {
          seen.push(
            `${String(config.method).toUpperCase()} ${String(config.url).slice(idrac.address.length)}`,
          );
          return config;
        });
        return client;
      };
      await (await ConsoleHost.open(idrac.address, {}, { httpClientFactory })).start();
      expect(seen).toEqual(idrac.requests);
      expect(seen.length).toBeGreaterThan(0);
    });

    it.each(['current', 'older', 'unnamed'] as const)(
      'finds attributes of the %s form',
      async (attributesForm) => {
        const idrac = await createIdrac({ attributesForm });
        await (await ConsoleHost.open(idrac.address)).start();
        expect(idrac.vnc['Enable']).toBe('Enabled');
      },
    );

    it('returns the same object and writes nothing while everything holds, viewers included', async () => {
      const idrac = await createIdrac();
      const host = await ConsoleHost.open(idrac.address);
      const first = await host.start();
      idrac.vnc['ActiveSessions'] = 2;
      expect(await host.start()).toBe(first);
      expect(idrac.writes).toBe(1);
    });

    it.each([
      ['the port was changed on the iDRAC', { Port: 5990 }, {}],
      ['the server was switched off on the iDRAC', { Enable: 'Disabled' }, {}],
      ['driver_info names another port', {}, { drac_vnc_port: 5999 }],
      ['driver_info names a password', {}, { vnc_password: 'Adm1n#pw' }],
    ])('gives a new connection when %s', async (_, vnc, driverInfo) => {
      const idrac = await createIdrac();
      const host = await ConsoleHost.open(idrac.address);
      const first = await startVnc(host);
      Object.assign(idrac.vnc, vnc);
      host.driverInfo = { ...host.driverInfo, ...driverInfo };
      const second = await startVnc(host);
      expect(isSameConnection(first, second)).toBe(false);
      expect(second.port).toBe(idrac.vnc['Port']);
      expect(idrac.vnc['Enable']).toBe('Enabled');
    });

    it('puts a setting back whose key is gone', async () => {
      const idrac = await createIdrac();
      const host = await ConsoleHost.open(idrac.address, { drac_vnc_timeout: 600 });
      await host.start();
      delete host.driverInfo['drac_vnc_timeout'];
      await host.start();
      expect(idrac.vnc['Timeout']).toBe(300);
    });

    it('takes a server over that is on already, and says so', async () => {
      const idrac = await createIdrac({ vnc: { Enable: 'Enabled' } });
      const host = await ConsoleHost.open(idrac.address);
      await host.start();
      expect(host.logLines.join('\n')).toContain('taken over');
    });

    it('warns of CVE-2022-24422', async () => {
      const idrac = await createIdrac({ firmwareVersion: '5.10.00.00' });
      const host = await ConsoleHost.open(idrac.address);
      await host.start();
      expect(host.logLines.join('\n')).toContain('firmware 5.10.00.00 has CVE-2022-24422');
      host.logLines.length = 0;
      await host.start();
      expect(host.logLines.join('\n')).toContain('CVE-2022-24422');
    });

    it('waits while the iDRAC answers 503', async () => {
      const idrac = await createIdrac();
      idrac.busyFor = 3;
      await (await ConsoleHost.open(idrac.address, {}, impatient)).start();
      expect(idrac.vnc['Enable']).toBe('Enabled');
    });

    it.each(['auto', 'session', 'basic'])('tries wrong credentials once with %s', async (authType) => {
      const idrac = await createIdrac();
      const host = await ConsoleHost.open(idrac.address, {
        redfish_password: 'wr0ng-password',
        redfish_auth_type: authType,
      });
      expect(await host.startError()).toMatchObject({ code: 'ERR_BMC_CREDENTIALS', kind: 'refused' });
      expect(idrac.failedLogins).toBe(1);
    });

    it('tells an unreachable iDRAC', async () => {
      const idrac = await FakeIdrac.listen();
      const { address } = idrac;
      await idrac.close();
      const host = await ConsoleHost.open(address, {}, impatient);
      expect(await host.startError()).toMatchObject({ code: 'ERR_BMC_UNREACHABLE', kind: 'unavailable' });
    });

    it('tells an iDRAC that hangs at the deadline', async () => {
      const idrac = await createIdrac();
      const comeBack = idrac.hang();
      const host = await ConsoleHost.open(idrac.address);
      const error = await host.startError(100);
      comeBack();
      expect(error).toMatchObject({ kind: 'timeout' });
      expect(idrac.writes).toBe(0);
    });

    it.each<[string, FakeIdracOptions, object]>([
      ['without a licence', { isLicensed: false }, { code: 'ERR_IDRAC_VNC_MISSING', kind: 'refused' }],
      [
        'that is none',
        { attributesForm: 'none' },
        { code: 'ERR_IDRAC_ATTRIBUTES_MISSING', kind: 'unsupported' },
      ],
      [
        "whose attributes are not Dell's",
        { vnc: { Port: 'any' } },
        { code: 'ERR_IDRAC_VNC_UNREADABLE', kind: 'protocol' },
      ],
      [
        'whose sessions others use',
        { vnc: { Enable: 'Enabled', ActiveSessions: 2 } },
        { code: 'ERR_IDRAC_VNC_SESSIONS_TAKEN', kind: 'conflict', activeSessions: 2, maxSessions: 2 },
      ],
    ])('refuses an iDRAC %s and changes nothing', async (_, options, expected) => {
      const idrac = await createIdrac(options);
      const host = await ConsoleHost.open(idrac.address);
      expect(await host.startError()).toMatchObject(expected);
      expect(idrac.writes).toBe(0);
      expect(host.state).toBeNull();
    });

    it('tells a password that is refused inside a 200, and stop puts the rest back', async () => {
      const idrac = await createIdrac({ refusesPasswords: true });
      const host = await ConsoleHost.open(idrac.address);
      const error = await host.startError();
      expect(error).toMatchObject({ code: 'ERR_IDRAC_VNC_SETTING_REFUSED', kind: 'refused' });
      expect(String(error)).toContain('Security Strengthen Policy');
      expect(idrac.vnc['Enable']).toBe('Enabled');
      await host.stop();
      expect(idrac.vnc['Enable']).toBe('Disabled');
    });

    it('tells settings that were not applied', async () => {
      const idrac = await createIdrac({ ignoresChanges: true });
      const host = await ConsoleHost.open(idrac.address, { drac_vnc_port: 5999 }, impatient);
      expect(await host.startError()).toMatchObject({
        code: 'ERR_IDRAC_VNC_SETTING_IGNORED',
        attributes: ['VNCServer.1.Enable', 'VNCServer.1.Port'],
      });
    });

    it('sends nothing to where the BMC redirects or links (CVE-2026-42997)', async () => {
      const visits: string[] = [];
      const stranger = createServer((request, response) => {
        visits.push(JSON.stringify(request.headers));
        response.end('{}');
      });
      stranger.listen(0, '127.0.0.1');
      await once(stranger, 'listening');
      const address = `http://127.0.0.1:${String((stranger.address() as AddressInfo).port)}`;

      const redirecting = await createIdrac();
      redirecting.redirectTo = `${address}/redfish/v1/`;
      const linking = await createIdrac();
      linking.managerLink = `${address}/redfish/v1/Managers/1`;
      for (const idrac of [redirecting, linking]) {
        const host = await ConsoleHost.open(idrac.address);
        expect(await host.startError()).toMatchObject({ code: 'ERR_REDFISH_FOREIGN_ORIGIN' });
      }
      expect(visits).toEqual([]);
      stranger.close();
      await once(stranger, 'close');
    });
  });

  describe('validate', () => {
    it('misses a login for WS-Man where that is named', async () => {
      const host = await ConsoleHost.open('https://bmc.example', { drac_vnc_protocol: 'wsman' });
      host.validate();
      delete host.driverInfo['redfish_password'];
      expect(() => {
        host.validate();
      }).toThrow('driver_info/drac_password');
    });
  });

  describe('stopConsole', () => {
    it('switches off, puts the options back, and makes the password of the viewers useless', async () => {
      const idrac = await createIdrac();
      const host = await ConsoleHost.open(idrac.address, { drac_vnc_port: 5999, drac_vnc_timeout: 600 });
      await host.start();
      const password = idrac.vncPassword;
      await host.stop();
      expect(idrac.vnc).toMatchObject({ Enable: 'Disabled', Port: 5901, Timeout: 300 });
      expect(idrac.vncPassword).not.toBe(password);
    });

    it('leaves a server on that was on, with another password', async () => {
      const idrac = await createIdrac({ vnc: { Enable: 'Enabled' } });
      const host = await ConsoleHost.open(idrac.address);
      await host.start();
      const password = idrac.vncPassword;
      await host.stop();
      expect(idrac.vnc['Enable']).toBe('Enabled');
      expect(idrac.vncPassword).not.toBe(password);
    });

    it("leaves the administrator's password", async () => {
      const idrac = await createIdrac();
      const host = await ConsoleHost.open(idrac.address, { vnc_password: 'Adm1n#pw' });
      await host.start();
      await host.stop();
      expect(idrac.vnc['Enable']).toBe('Disabled');
      expect(idrac.vncPassword).toBe('Adm1n#pw');
    });

    it('leaves a port that somebody else chose since', async () => {
      const idrac = await createIdrac();
      const host = await ConsoleHost.open(idrac.address, { drac_vnc_port: 5999 });
      await host.start();
      idrac.vnc['Port'] = 7000;
      await host.stop();
      expect(idrac.vnc).toMatchObject({ Enable: 'Disabled', Port: 7000 });
    });

    it('is an error when the iDRAC does not switch off', async () => {
      const options = { ignoresChanges: false };
      const idrac = await createIdrac(options);
      const host = await ConsoleHost.open(idrac.address, {}, impatient);
      await host.start();
      options.ignoresChanges = true;
      await expect(host.stop()).rejects.toMatchObject({ code: 'ERR_IDRAC_VNC_SETTING_IGNORED' });
    });

    it('has nothing to do where the licence ended since', async () => {
      const options = { isLicensed: true };
      const idrac = await createIdrac(options);
      const host = await ConsoleHost.open(idrac.address);
      await host.start();
      options.isLicensed = false;
      await host.stop();
      expect(idrac.writes).toBe(1);
    });

    it('does not call the iDRAC without a state', async () => {
      const idrac = await createIdrac();
      await (await ConsoleHost.open(idrac.address)).stop();
      expect(idrac.requests).toEqual([]);
    });
  });
});
