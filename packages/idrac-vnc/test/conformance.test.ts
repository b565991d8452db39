import idracVnc from '@ironbridge/idrac-vnc';
import {
  describeConsoleInterfaceConformance,
  type ConformanceBmc,
  type ConformanceHarness,
} from '@ironbridge/testkit';
import type { JsonObject } from '@ironbridge/common';
import { FakeIdrac, type FakeIdracOptions } from './fake-idrac.js';

async function createBmc(options: FakeIdracOptions, driverInfo: JsonObject): Promise<ConformanceBmc> {
  const idrac = await FakeIdrac.listen(options);
  // A driver pauses between two looks at a job.
  idrac.wsman.jobPolls = 1;
  const right = {
    redfish_address: idrac.address,
    redfish_username: FakeIdrac.username,
    redfish_password: FakeIdrac.password,
    ...driverInfo,
  };
  return {
    driverInfo: right,
    wrongCredentials: { ...right, redfish_password: 'wr0ng-password' },
    secrets: () => [FakeIdrac.password, ...(idrac.vncPassword === null ? [] : [idrac.vncPassword])],
    settings: () => ({ ...idrac.vnc }),
    writes: () => idrac.writes,
    failedLogins: () => idrac.failedLogins,
    hang: () => idrac.hang(),
    disturb: () => {
      idrac.vnc['Enable'] = 'Disabled';
    },
    close: () => idrac.close(),
  };
}

const harnessOf = (options: FakeIdracOptions, driverInfo: JsonObject): ConformanceHarness => ({
  manifest: idracVnc,
  createBmc: () => createBmc(options, driverInfo),
});

describeConsoleInterfaceConformance('idrac-vnc', harnessOf({}, {}));

describeConsoleInterfaceConformance(
  'idrac-vnc with options, on a VNC server that is on already',
  harnessOf(
    {
      attributesForm: 'older',
      firmwareVersion: '5.00.00.00',
      vnc: { Enable: 'Enabled', SSLEncryptionBitLength: 'Auto Negotiate' },
    },
    {
      redfish_auth_type: 'basic',
      drac_vnc_port: '5999',
      drac_vnc_timeout: '10800',
      drac_vnc_ssl_bitlength: 'disabled',
    },
  ),
);

describeConsoleInterfaceConformance(
  'idrac-vnc over WS-Man',
  harnessOf({ model: '13G Monolithic', wsman: 'pending' }, { drac_vnc_timeout: '10800' }),
);
