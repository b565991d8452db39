import type { JsonObject } from '@ironbridge/common';
import redfishVnc from '@ironbridge/redfish-vnc';
import {
  describeConsoleInterfaceConformance,
  type ConformanceBmc,
  type ConformanceFacility,
} from '@ironbridge/testkit';
import { BMC_PASSWORD, type BmcWay } from '../support/bmc-way.js';
import { REDFISH_WAYS } from '../support/redfish-ways.js';

/** Declared consoles on one machine differ in nothing but the port. */
let lastDeclaredPort = 5900;

async function createBmc({ start, driverInfo }: BmcWay): Promise<ConformanceBmc> {
  const bmc = await start();
  lastDeclaredPort += 1;
  const right: JsonObject = {
    redfish_address: bmc.url,
    redfish_username: 'root',
    redfish_password: BMC_PASSWORD,
    ...driverInfo,
    ...(driverInfo?.['vnc_port'] === undefined ? {} : { vnc_port: String(lastDeclaredPort) }),
  };
  return {
    driverInfo: right,
    wrongCredentials: { ...right, redfish_password: 'wr0ng-password' },
    secrets: () => [BMC_PASSWORD, ...[bmc.vncPassword()].filter((each) => each !== null)],
    settings: bmc.settings,
    writes: () => bmc.requests.filter(({ method, status }) => method === 'PATCH' && status === 200).length,
    failedLogins: () => bmc.failedLogins,
    hang: () => {
      bmc.faults.hang = true;
      return () => {
        bmc.faults.hang = false;
      };
    },
    disturb: bmc.switchOff,
    close: bmc.close,
  };
}

const LACKS: Readonly<Record<string, readonly ConformanceFacility[]>> = {
  declared: ['wrong-credentials', 'hang', 'disturb'],
  openbmc: ['disturb'],
};

for (const way of REDFISH_WAYS) {
  describeConsoleInterfaceConformance(`redfish-vnc by ${way.name}, with a simulated BMC`, {
    manifest: redfishVnc,
    createBmc: () => createBmc(way),
    lacks: LACKS[way.name] ?? [],
  });
}
