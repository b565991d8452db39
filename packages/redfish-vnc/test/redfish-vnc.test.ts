import { DriverInfoError } from '@ironbridge/base';
import type { JsonObject } from '@ironbridge/common';
import {
  NoStrategyError,
  UnknownStateError,
  VncEncryptionError,
  VncSessionsTakenError,
  VncSettingIgnoredError,
  VncSettingRefusedError,
} from '@ironbridge/redfish-vnc';
import { ConsoleHost } from './console-host.js';
import { FakeBmc, MANAGER, NETWORK_PROTOCOL, type Pages } from './fake-bmc.js';
import {
  DELL_ATTRIBUTES,
  DELL_PAGES,
  HUAWEI_PAGES,
  NONE_PAGES,
  OPENBMC_PAGES,
  RFB_PAGES,
  VNC_SERVICE,
} from './pages.js';

const open: FakeBmc[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((bmc) => bmc.close()));
});

async function hostOf(
  pages: Pages,
  driverInfo: JsonObject = {},
): Promise<{ readonly bmc: FakeBmc; readonly host: ConsoleHost }> {
  const bmc = await FakeBmc.listen(pages);
  open.push(bmc);
  return { bmc, host: await ConsoleHost.open(bmc, driverInfo) };
}

const changesOf = (bmc: FakeBmc): readonly string[] =>
  bmc.requests.filter((line) => line.startsWith('PATCH'));

describe('the way to the screen', () => {
  it('is what driver_info declares, and the BMC is not asked', async () => {
    const { bmc, host } = await hostOf(HUAWEI_PAGES, { vnc_host: '2001:db8::9', vnc_max_sessions: '3' });
    await expect(host.start()).resolves.toEqual({
      type: 'vnc',
      host: '2001:db8::9',
      port: 5900,
      transport: { kind: 'tcp' },
      security: { kind: 'none' },
      slots: 3,
      quirks: {},
    });
    await host.stop();
    expect(bmc.requests).toEqual([]);
  });

  it('is at the host of redfish_address where only vnc_port is declared', async () => {
    const { host } = await hostOf(NONE_PAGES, { vnc_port: 5907, vnc_password: 'decl4red' });
    await expect(host.start()).resolves.toMatchObject({
      host: '127.0.0.1',
      port: 5907,
      security: { kind: 'vnc' },
    });
  });

  it("is Redfish's RFB, without a password unless driver_info has one", async () => {
    const { bmc, host } = await hostOf(RFB_PAGES);
    await expect(host.start()).resolves.toMatchObject({
      host: '127.0.0.1',
      port: 5905,
      security: { kind: 'none' },
      slots: 1,
    });
    expect(bmc.pages[NETWORK_PROTOCOL]).toMatchObject({ RFB: { ProtocolEnabled: true } });
    await host.stop();
    expect(bmc.pages[NETWORK_PROTOCOL]).toEqual(RFB_PAGES[NETWORK_PROTOCOL]);
  });

  it("is Redfish's RFB before a vendor's own", async () => {
    const { host } = await hostOf({
      ...HUAWEI_PAGES,
      [NETWORK_PROTOCOL]: { ...HUAWEI_PAGES[NETWORK_PROTOCOL], ...RFB_PAGES[NETWORK_PROTOCOL] },
    });
    await expect(host.start()).resolves.toMatchObject({ port: 5905 });
  });

  it('leaves an RFB that is on already as it is', async () => {
    const { bmc, host } = await hostOf({
      [NETWORK_PROTOCOL]: { RFB: { ProtocolEnabled: true, Port: null } },
    });
    await expect(host.start()).resolves.toMatchObject({ port: 5900 });
    await host.stop();
    expect(changesOf(bmc)).toEqual([]);
  });

  it.each(['Huawei', 'openUBMC', 'xFusion'])('is the VNC service of a BMC by %s', async (vendor) => {
    const { bmc, host } = await hostOf({
      ...HUAWEI_PAGES,
      [NETWORK_PROTOCOL]: { Oem: { Other: {}, [vendor]: { VNC: { ProtocolEnabled: false, Port: 5901 } } } },
    });
    await expect(host.start()).resolves.toMatchObject({ port: 5901, security: { kind: 'vnc' }, slots: 5 });
    expect(bmc.vncPassword).toMatch(/^\S{8}$/);
    expect(bmc.pages[NETWORK_PROTOCOL]).toMatchObject({
      Oem: { [vendor]: { VNC: { ProtocolEnabled: true } } },
    });
  });

  it('never has the service of a Huawei open with a password that others know', async () => {
    const { bmc, host } = await hostOf(HUAWEI_PAGES);
    await host.start();
    const given = bmc.vncPassword;
    await host.stop();
    expect(changesOf(bmc)).toEqual([
      `PATCH ${VNC_SERVICE}`,
      `PATCH ${NETWORK_PROTOCOL}`,
      `PATCH ${NETWORK_PROTOCOL}`,
      `PATCH ${VNC_SERVICE}`,
    ]);
    expect(bmc.vncPassword).not.toBe(given);
  });

  it('is the VNC server of an iDRAC9', async () => {
    const { bmc, host } = await hostOf(DELL_PAGES);
    await expect(host.start()).resolves.toMatchObject({ port: 5901, security: { kind: 'vnc' }, slots: 2 });
    expect(bmc.pages[DELL_ATTRIBUTES]).toMatchObject({ Attributes: { 'VNCServer.1.Enable': 'Enabled' } });
  });

  it.each(['5.00.20.00', '5.10.30.00'])(
    'is warned of where the firmware %s of an iDRAC9 has CVE-2022-24422',
    async (version) => {
      const { bmc, host } = await hostOf(DELL_PAGES);
      bmc.change(MANAGER, { Model: '15G Monolithic', FirmwareVersion: version });
      const warnings = version === '5.00.20.00' ? [expect.stringContaining('has CVE-2022-24422')] : [];
      await host.start();
      expect(host.warnings).toEqual(warnings);
      // A start that finds all as it was says it again.
      await host.start();
      expect(host.warnings).toEqual([...warnings, ...warnings]);
      expect(changesOf(bmc)).toHaveLength(1);
    },
  );

  it('is the WebSocket of an OpenBMC, with the login of Redfish', async () => {
    const { bmc, host } = await hostOf(OPENBMC_PAGES);
    await expect(host.start()).resolves.toMatchObject({
      host: '127.0.0.1',
      port: bmc.port,
      transport: { kind: 'websocket', scheme: 'ws', path: '/kvm/0', login: { kind: 'redfish-session' } },
      security: { kind: 'none' },
      slots: 4,
      quirks: { maxClientMessageBytes: 1000 },
    });
    await host.stop();
    expect(changesOf(bmc)).toEqual([]);
    expect(bmc.sessions.size).toBe(0);
  });

  it('is taken for that of an OpenBMC where driver_info says so', async () => {
    const { host } = await hostOf(NONE_PAGES, { redfish_vnc_strategy: 'openbmc' });
    await expect(host.start()).resolves.toMatchObject({ transport: { kind: 'websocket' } });
  });

  it('is missing: the error lists what was asked and what was answered', async () => {
    const { bmc, host } = await hostOf(NONE_PAGES);
    const error: unknown = await host.start().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NoStrategyError);
    expect((error as NoStrategyError).answers).toEqual([
      { strategy: 'declared', answer: 'driver_info has neither vnc_host nor vnc_port' },
      { strategy: 'rfb', answer: `${NETWORK_PROTOCOL} has no RFB` },
      { strategy: 'huawei', answer: `${NETWORK_PROTOCOL} has no Oem.*.VNC` },
      { strategy: 'dell', answer: `${MANAGER} has no Dell attributes` },
      { strategy: 'openbmc', answer: `${MANAGER} is not the manager of an OpenBMC with a graphical console` },
    ]);
    for (const { answer } of (error as NoStrategyError).answers) expect(String(error)).toContain(answer);
    expect(host.state).toBeNull();
    expect(changesOf(bmc)).toEqual([]);
  });

  it('is looked for in no other place than the one that driver_info names', async () => {
    const { bmc, host } = await hostOf(HUAWEI_PAGES, { redfish_vnc_strategy: 'dell' });
    await expect(host.start()).rejects.toMatchObject({ answers: [{ strategy: 'dell' }] });
    expect(bmc.requests.some((line) => line.includes(NETWORK_PROTOCOL))).toBe(false);
  });

  it('reads a BMC without NetworkProtocol to the end', async () => {
    const { host } = await hostOf({ [MANAGER]: { Id: '1' } });
    await expect(host.start()).rejects.toMatchObject({
      answers: expect.arrayContaining([
        { strategy: 'rfb', answer: `GET ${NETWORK_PROTOCOL} answered 404` },
      ]) as unknown,
    });
  });
});

describe('a start', () => {
  it('of another way puts back what the one before changed, and keeps the change once', async () => {
    const { bmc, host } = await hostOf(HUAWEI_PAGES);
    await host.start();
    host.driverInfo = { ...host.driverInfo, vnc_host: '192.0.2.9' };
    await expect(host.start()).resolves.toMatchObject({ host: '192.0.2.9' });
    expect(bmc.pages[NETWORK_PROTOCOL]).toEqual(HUAWEI_PAGES[NETWORK_PROTOCOL]);
    expect(host.state).toBeNull();
    const before = changesOf(bmc).length;
    await host.start();
    expect(changesOf(bmc)).toHaveLength(before);
  });

  it('takes over a server that is on, warns, and leaves it on', async () => {
    const { bmc, host } = await hostOf(HUAWEI_PAGES);
    bmc.change(NETWORK_PROTOCOL, { Oem: { Huawei: { VNC: { ProtocolEnabled: true } } } });
    await host.start();
    expect(host.log).toContain('is taken over');
    await host.stop();
    expect(bmc.pages[NETWORK_PROTOCOL]).toMatchObject({
      Oem: { Huawei: { VNC: { ProtocolEnabled: true } } },
    });
  });

  it('sets a new password once driver_info has another', async () => {
    const { bmc, host } = await hostOf(DELL_PAGES);
    await host.start();
    host.driverInfo = { ...host.driverInfo, vnc_password: 'ch0sen+1' };
    await host.start();
    expect(bmc.vncPassword).toBe('ch0sen+1');
    await host.stop();
    expect(bmc.vncPassword).toBe('ch0sen+1');
  });

  it('does not throw others out', async () => {
    const { bmc, host } = await hostOf(HUAWEI_PAGES);
    bmc.change(VNC_SERVICE, { NumberOfActivatedSessions: 5 });
    await expect(host.start()).rejects.toThrow(VncSessionsTakenError);
    expect(changesOf(bmc)).toEqual([]);
  });

  it.each([
    ['a Huawei', HUAWEI_PAGES, VNC_SERVICE, { SSLEncryptionEnabled: true }],
    [
      'an iDRAC',
      DELL_PAGES,
      DELL_ATTRIBUTES,
      { Attributes: { 'VNCServer.1.SSLEncryptionBitLength': 'Auto Negotiate' } },
    ],
  ])('refuses the SSL of %s', async (_, pages, path, change) => {
    const { bmc, host } = await hostOf(pages);
    bmc.change(path, change);
    await expect(host.start()).rejects.toThrow(VncEncryptionError);
    expect(changesOf(bmc)).toEqual([]);
  });

  it('fails where the BMC refuses the password inside a success, and stop takes the rest back', async () => {
    const { bmc, host } = await hostOf(DELL_PAGES);
    bmc.refusesPasswords = true;
    await expect(host.start()).rejects.toThrow(VncSettingRefusedError);
    await host.stop();
    expect(host.log).toContain('refused a new VNC password');
    expect(bmc.pages[DELL_ATTRIBUTES]).toEqual(DELL_PAGES[DELL_ATTRIBUTES]);
  });

  it('does not switch a Huawei on whose password was refused', async () => {
    const { bmc, host } = await hostOf(HUAWEI_PAGES);
    bmc.refusesPasswords = true;
    await expect(host.start()).rejects.toThrow(VncSettingRefusedError);
    expect(changesOf(bmc)).toEqual([`PATCH ${VNC_SERVICE}`]);
  });

  it('fails where the BMC accepts a change and does nothing', async () => {
    const { bmc, host } = await hostOf(RFB_PAGES);
    bmc.ignoresChanges = true;
    await expect(host.start()).rejects.toThrow(VncSettingIgnoredError);
  });

  it('refuses a state that it did not write', async () => {
    const { host } = await hostOf(RFB_PAGES);
    host.state = { version: 2 };
    await expect(host.start()).rejects.toThrow(UnknownStateError);
  });
});

describe('a stop', () => {
  it('has nothing to put back on a BMC that lost its VNC server', async () => {
    const { bmc, host } = await hostOf(RFB_PAGES);
    await host.start();
    bmc.pages[NETWORK_PROTOCOL] = {};
    await host.stop();
    expect(host.log).toContain('nothing to put back');
  });
});

describe('validate', () => {
  it.each<readonly [JsonObject, string]>([
    [{ redfish_vnc_strategy: 'declared' }, 'vnc_host'],
    [{ redfish_vnc_strategy: 'dell', vnc_port: 5900 }, 'redfish_vnc_strategy'],
    [{ redfish_vnc_strategy: 'ilo' }, 'redfish_vnc_strategy'],
    [{ vnc_host: 'a b' }, 'vnc_host'],
    [{ vnc_host: '[::1]' }, 'vnc_host'],
    [{ vnc_port: '0' }, 'vnc_port'],
    [{ vnc_password: '123456789' }, 'vnc_password'],
    [{ vnc_max_sessions: 65 }, 'vnc_max_sessions'],
  ])('refuses %j and names %s', async (driverInfo, key) => {
    const { host } = await hostOf(NONE_PAGES, driverInfo);
    let error: unknown;
    try {
      host.validate();
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(DriverInfoError);
    expect((error as DriverInfoError).keys).toEqual([key]);
  });

  it.each<JsonObject>([
    {},
    { vnc_host: 'console.example' },
    { redfish_vnc_strategy: 'declared', vnc_port: '5900' },
  ])('takes %j', async (driverInfo) => {
    const { host } = await hostOf(NONE_PAGES, driverInfo);
    expect(() => {
      host.validate();
    }).not.toThrow();
  });
});
