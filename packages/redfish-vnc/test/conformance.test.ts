import type { JsonObject } from '@ironbridge/common';
import redfishVnc from '@ironbridge/redfish-vnc';
import {
  describeConsoleInterfaceConformance,
  type ConformanceBmc,
  type ConformanceFacility,
  type ConformanceHarness,
} from '@ironbridge/testkit';
import { FakeBmc, NETWORK_PROTOCOL, type Pages } from './fake-bmc.js';
import { DELL_ATTRIBUTES, DELL_PAGES, HUAWEI_PAGES, NONE_PAGES, OPENBMC_PAGES, RFB_PAGES } from './pages.js';

interface Way {
  readonly pages: Pages;
  readonly driverInfo?: JsonObject;
  /** The page that has the port of the VNC server, and where in it; every BMC has a port of its own. */
  readonly port?: (port: number) => readonly [path: string, change: JsonObject];
  readonly lacks?: readonly ConformanceFacility[];
  /** Somebody switches the VNC server off, at the BMC. */
  readonly switchOff?: (bmc: FakeBmc) => void;
}

let lastPort = 5900;

async function createBmc({ pages, driverInfo, port, switchOff }: Way): Promise<ConformanceBmc> {
  const bmc = await FakeBmc.listen(pages);
  lastPort += 1;
  const ownPort = lastPort;
  if (port !== undefined) bmc.change(...port(ownPort));
  const right = {
    redfish_address: bmc.address,
    redfish_username: FakeBmc.username,
    redfish_password: FakeBmc.password,
    ...driverInfo,
    ...(driverInfo?.['vnc_host'] === undefined ? {} : { vnc_port: String(ownPort) }),
  };
  return {
    driverInfo: right,
    wrongCredentials: { ...right, redfish_password: 'wr0ng-password' },
    secrets: () => [FakeBmc.password, ...(bmc.vncPassword === null ? [] : [bmc.vncPassword])],
    settings: () =>
      JSON.parse(
        JSON.stringify(bmc.pages, (_, value: unknown) => (value === ownPort ? 'own' : value)),
      ) as unknown,
    writes: () => bmc.writes,
    failedLogins: () => bmc.failedLogins,
    hang: () => bmc.hang(),
    disturb: () => switchOff?.(bmc),
    close: () => bmc.close(),
  };
}

const harnessOf = (way: Way): ConformanceHarness => ({
  manifest: redfishVnc,
  createBmc: () => createBmc(way),
  ...(way.lacks === undefined ? {} : { lacks: way.lacks }),
});

describeConsoleInterfaceConformance(
  'redfish-vnc by declared',
  harnessOf({
    pages: NONE_PAGES,
    driverInfo: { vnc_host: '192.0.2.9', vnc_password: 'decl4red' },
    lacks: ['wrong-credentials', 'hang', 'disturb'],
  }),
);

describeConsoleInterfaceConformance(
  'redfish-vnc by rfb',
  harnessOf({
    pages: RFB_PAGES,
    driverInfo: { vnc_password: 'set+byhd' },
    port: (port) => [NETWORK_PROTOCOL, { RFB: { Port: port } }],
    switchOff: (bmc) => {
      bmc.change(NETWORK_PROTOCOL, { RFB: { ProtocolEnabled: false } });
    },
  }),
);

const huaweiOff = (bmc: FakeBmc): void => {
  bmc.change(NETWORK_PROTOCOL, { Oem: { Huawei: { VNC: { ProtocolEnabled: false } } } });
};

describeConsoleInterfaceConformance(
  'redfish-vnc by huawei',
  harnessOf({ pages: HUAWEI_PAGES, switchOff: huaweiOff }),
);

describeConsoleInterfaceConformance(
  'redfish-vnc by huawei, with options',
  harnessOf({
    pages: HUAWEI_PAGES,
    driverInfo: { redfish_vnc_strategy: 'huawei', redfish_auth_type: 'basic', vnc_password: 'g1ven+pw' },
    port: (port) => [NETWORK_PROTOCOL, { Oem: { Huawei: { VNC: { Port: port } } } }],
    switchOff: huaweiOff,
  }),
);

describeConsoleInterfaceConformance(
  'redfish-vnc by dell',
  harnessOf({
    pages: DELL_PAGES,
    switchOff: (bmc) => {
      bmc.change(DELL_ATTRIBUTES, { Attributes: { 'VNCServer.1.Enable': 'Disabled' } });
    },
  }),
);

describeConsoleInterfaceConformance(
  'redfish-vnc by openbmc',
  harnessOf({ pages: OPENBMC_PAGES, lacks: ['disturb'] }),
);
