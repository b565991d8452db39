import { isSameConnection, type VncConnection } from '@ironbridge/base';
import { systemClock } from '@ironbridge/common';
import { ConsoleHost } from './console-host.js';
import { FakeIdrac, type FakeIdracOptions } from './fake-idrac.js';

/** A clock that keeps deadlines and waits no longer than a moment. */
const quick = {
  clock: {
    ...systemClock,
    sleep: (ms: number, signal?: AbortSignal) => systemClock.sleep(ms > 9_000 ? ms : 1, signal),
  },
};
const IDRAC8: FakeIdracOptions = { model: '13G Monolithic', firmwareVersion: '2.40.40.40', wsman: 'current' };
const idracs: FakeIdrac[] = [];

afterEach(async () => {
  await Promise.all(idracs.splice(0).map((idrac) => idrac.close()));
});

async function createIdrac(options: FakeIdracOptions): Promise<FakeIdrac> {
  const idrac = await FakeIdrac.listen(options);
  idracs.push(idrac);
  return idrac;
}

async function startVnc(host: ConsoleHost): Promise<VncConnection> {
  const connection = await host.start();
  if (connection.type !== 'vnc') throw new TypeError(`Not a VNC connection: ${connection.type}`);
  return connection;
}

describe('idrac-vnc over WS-Man', () => {
  it.each<[string, FakeIdracOptions]>([
    ['an iDRAC8', IDRAC8],
    ['an iDRAC7 without Redfish', { ...IDRAC8, hasRedfish: false }],
    ['an iDRAC9 without Redfish attributes', { ...IDRAC8, model: '14G Monolithic', attributesForm: 'none' }],
  ])('is chosen by itself for %s, and kept', async (_, options) => {
    const idrac = await createIdrac(options);
    const host = await ConsoleHost.open(idrac.address, {}, quick);
    const connection = await startVnc(host);
    expect(host.state).toMatchObject({ protocol: 'wsman', firmware: { version: '2.40.40.40' } });
    expect(idrac.vnc).toMatchObject({ Enable: 'Enabled', Port: 5901 });
    expect(connection.security).toMatchObject({ kind: 'vnc' });
    if (connection.security.kind === 'vnc') {
      expect(connection.security.password.reveal()).toBe(idrac.vncPassword);
    }
    idrac.requests.length = 0;
    expect(await host.start()).toBe(connection);
    expect(idrac.requests.every((request) => request === 'POST /wsman')).toBe(true);
    await host.stop();
    expect(idrac.vnc['Enable']).toBe('Disabled');
  });

  it('is not chosen for an iDRAC10, which has none', async () => {
    const idrac = await createIdrac({ model: '17G Monolithic', attributesForm: 'none', wsman: 'current' });
    const host = await ConsoleHost.open(idrac.address, {}, quick);
    expect(await host.startError()).toMatchObject({ code: 'ERR_IDRAC_ATTRIBUTES_MISSING' });
    expect(idrac.requests).not.toContain('POST /wsman');
  });

  it('refuses Redfish for an iDRAC8 where driver_info names it', async () => {
    const idrac = await createIdrac(IDRAC8);
    const host = await ConsoleHost.open(idrac.address, { drac_vnc_protocol: 'redfish' }, quick);
    expect(await host.startError()).toMatchObject({ code: 'ERR_IDRAC_LEGACY', kind: 'unsupported' });
  });

  it('declares what an iDRAC8 cannot take', async () => {
    const idrac = await createIdrac(IDRAC8);
    const { quirks } = await startVnc(await ConsoleHost.open(idrac.address, {}, quick));
    expect(quirks).toEqual({ encodings: [0, -223], maxBitsPerPixel: 16, handshakeTimeoutMs: 60_000 });
  });

  it('is enough with the drac_* keys', async () => {
    const idrac = await createIdrac({ ...IDRAC8, model: '15G Monolithic' });
    const { hostname, port } = new URL(idrac.address);
    const host = await ConsoleHost.open(idrac.address, {}, quick);
    host.driverInfo = {
      drac_address: hostname,
      drac_port: port,
      drac_protocol: 'http',
      drac_username: FakeIdrac.username,
      drac_password: FakeIdrac.password,
      drac_vnc_protocol: 'wsman',
    };
    await host.start();
    expect(new Set(idrac.requests)).toEqual(new Set(['POST /wsman']));
    host.driverInfo['drac_vnc_protocol'] = 'redfish';
    host.connection = null;
    await host.start();
    expect(host.state).toMatchObject({ protocol: 'redfish' });
  });

  it('brings pending values into force by a job', async () => {
    const idrac = await createIdrac({ ...IDRAC8, wsman: 'pending' });
    const host = await ConsoleHost.open(idrac.address, { drac_vnc_port: 5999 }, quick);
    const { port } = await startVnc(host);
    expect(port).toBe(5999);
    expect(idrac.vnc).toMatchObject({ Enable: 'Enabled', Port: 5999 });
    expect(idrac.wsman.invoked).toEqual([
      'GetRemoteServicesAPIStatus',
      'SetAttributes',
      'CreateTargetedConfigJob',
    ]);
    await host.stop();
    expect(idrac.vnc).toMatchObject({ Enable: 'Disabled', Port: 5901 });
  });

  it('tells a job that fails', async () => {
    const idrac = await createIdrac({ ...IDRAC8, wsman: 'pending' });
    idrac.wsman.jobStatus = 'Failed';
    const host = await ConsoleHost.open(idrac.address, {}, quick);
    expect(await host.startError()).toMatchObject({
      code: 'ERR_IDRAC_VNC_SETTING_REFUSED',
      messageId: 'PR21',
    });
  });

  it("waits for another's job by being asked again, and leaves nothing pending", async () => {
    const idrac = await createIdrac({ ...IDRAC8, wsman: 'pending' });
    idrac.wsman.hasForeignJob = true;
    const host = await ConsoleHost.open(idrac.address, {}, quick);
    expect(await host.startError()).toMatchObject({ code: 'ERR_IDRAC_BUSY', kind: 'unavailable' });
    idrac.wsman.hasForeignJob = false;
    await host.stop();
    expect(idrac.wsman.pending).toEqual({});
    expect(idrac.vnc['Enable']).toBe('Disabled');
  });

  it('waits a little for the Lifecycle Controller, then says so', async () => {
    const idrac = await createIdrac(IDRAC8);
    idrac.wsman.notReadyFor = 3;
    const host = await ConsoleHost.open(idrac.address, {}, quick);
    await host.start();
    await host.stop();
    idrac.wsman.notReadyFor = 100;
    const error = await host.startError();
    expect(error).toMatchObject({ code: 'ERR_IDRAC_BUSY', kind: 'unavailable' });
    expect(String(error)).toContain('Lifecycle Controller Remote Services is not ready');
  });

  it('looks after a job soon, then ever more seldom, down to once in 2 s', async () => {
    const idrac = await createIdrac({ ...IDRAC8, wsman: 'pending' });
    idrac.wsman.jobPolls = 8;
    const pauses: number[] = [];
    const clock = {
      ...quick.clock,
      sleep: (ms: number, signal?: AbortSignal) => {
        // Deadlines sleep on the same clock.
        if (ms < 9_000) pauses.push(ms);
        return quick.clock.sleep(ms, signal);
      },
    };
    await (await ConsoleHost.open(idrac.address, {}, { clock })).start();
    expect(pauses).toHaveLength(7);
    expect(pauses[0]).toBeLessThanOrEqual(250);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(2_000);
    expect(Math.min(...pauses.slice(-3))).toBeGreaterThanOrEqual(1_000);
  });

  it('stops where a job refuses the password and nothing else', async () => {
    const idrac = await createIdrac({ ...IDRAC8, wsman: 'pending' });
    const host = await ConsoleHost.open(idrac.address, {}, quick);
    await host.start();
    idrac.wsman.jobStatus = 'Completed with Errors';
    await host.stop();
    expect(idrac.vnc['Enable']).toBe('Disabled');
    expect(host.logLines.join('\n')).toContain('refused a new VNC password');
  });

  it.each(['tellsReadiness', 'knowsFilters'] as const)(
    'works with firmware of before %s',
    async (ability) => {
      const idrac = await createIdrac(IDRAC8);
      idrac.wsman[ability] = false;
      const host = await ConsoleHost.open(idrac.address, {}, quick);
      await host.start();
      expect(host.state).toMatchObject({ firmware: { model: '13G Monolithic', version: '2.40.40.40' } });
      expect(idrac.vnc['Enable']).toBe('Enabled');
      await host.stop();
      expect(idrac.vnc['Enable']).toBe('Disabled');
    },
  );

  it('looks at ReturnValue first, and repeats no password that is refused', async () => {
    const idrac = await createIdrac({ ...IDRAC8, refusesPasswords: true });
    const host = await ConsoleHost.open(idrac.address, { vnc_password: 'Adm1n#pw' }, quick);
    const error = await host.startError();
    expect(error).toMatchObject({ code: 'ERR_IDRAC_VNC_SETTING_REFUSED', messageId: 'RAC002' });
    expect(String(error)).not.toContain('Adm1n#pw');
    expect(idrac.vnc['Enable']).toBe('Disabled');
  });

  it.each(['SetAttributes', 'CreateTargetedConfigJob'])(
    'leaves nothing on when the reply to %s is lost and the console is given up',
    async (method) => {
      for (const wsman of ['current', 'pending'] as const) {
        const idrac = await createIdrac({ ...IDRAC8, wsman });
        if (wsman === 'current' && method !== 'SetAttributes') continue;
        idrac.wsman.lostReplies.add(method);
        idrac.wsman.jobPolls = 100;
        const host = await ConsoleHost.open(idrac.address, {}, quick);
        expect(await host.startError()).toMatchObject({ code: 'ERR_BMC_UNREACHABLE' });
        expect(host.state).toMatchObject({ found: { Enable: 'Disabled' } });
        if (method === 'CreateTargetedConfigJob') {
          // What is committed comes into force, and only then can it be put back.
          await expect(host.stop()).rejects.toMatchObject({ code: 'ERR_IDRAC_BUSY', transient: true });
          idrac.wsman.finishJob();
        }
        idrac.wsman.jobPolls = 1;
        await host.stop();
        idrac.wsman.finishJob();
        expect(idrac.vnc['Enable']).toBe('Disabled');
        expect(idrac.wsman.pending).toEqual({});
      }
    },
  );

  it('tries wrong credentials once', async () => {
    const idrac = await createIdrac(IDRAC8);
    const host = await ConsoleHost.open(
      idrac.address,
      { drac_vnc_protocol: 'wsman', drac_password: 'wr0ng-password' },
      quick,
    );
    expect(await host.startError()).toMatchObject({ code: 'ERR_BMC_CREDENTIALS', kind: 'refused' });
    expect(idrac.requests).toEqual(['POST /wsman']);
  });

  it('tells an iDRAC without a licence, and one without WS-Man', async () => {
    const unlicensed = await createIdrac({ ...IDRAC8, isLicensed: false });
    const host = await ConsoleHost.open(unlicensed.address, {}, quick);
    expect(await host.startError()).toMatchObject({ code: 'ERR_IDRAC_VNC_MISSING' });
    const silent = await createIdrac({});
    const other = await ConsoleHost.open(silent.address, { drac_vnc_protocol: 'wsman' }, quick);
    expect(await other.startError()).toMatchObject({ code: 'ERR_WSMAN_MISSING', kind: 'unsupported' });
  });
});

describe.each<[string, FakeIdracOptions]>([
  ['Redfish', {}],
  ['WS-Man', IDRAC8],
])('idrac-vnc over %s', (_, options) => {
  it('switches a VNC server off and on that looks right although its console was lost', async () => {
    const idrac = await createIdrac(options);
    const host = await ConsoleHost.open(idrac.address, {}, quick);
    const first = await startVnc(host);
    host.connection = null;
    const states: unknown[] = [];
    const watch = setInterval(() => states.push(idrac.vnc['Enable']), 1);
    const second = await startVnc(host);
    clearInterval(watch);
    expect(idrac.writes).toBe(3);
    expect(states).toContain('Disabled');
    expect(idrac.vnc['Enable']).toBe('Enabled');
    expect(isSameConnection(first, second)).toBe(false);
    await host.stop();
    expect(idrac.vnc['Enable']).toBe('Disabled');
  });

  it('leads to TLS where the VNC server has SSL on', async () => {
    const idrac = await createIdrac({ ...options, vnc: { SSLEncryptionBitLength: 'Auto Negotiate' } });
    const host = await ConsoleHost.open(idrac.address, { redfish_verify_ca: 'False' }, quick);
    const { transport, security } = await startVnc(host);
    expect(transport).toEqual({ kind: 'tls', verifyCa: false, fallback: 'vencrypt' });
    expect(security.kind).toBe('vnc');
    host.driverInfo['drac_vnc_ssl_bitlength'] = 'disabled';
    expect((await startVnc(host)).transport).toEqual({ kind: 'tcp' });
    await host.stop();
    expect(idrac.vnc['SSLEncryptionBitLength']).toBe('Auto Negotiate');
  });
});
