import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BmcCertificateError } from '@ironbridge/bmc-http';
import { Secret, type JsonObject } from '@ironbridge/common';
import { createConductor } from '@ironbridge/conductor';
import idracVnc from '@ironbridge/idrac-vnc';
import {
  createSelfSignedCertificate,
  startIdracSimulator,
  VNC_ATTRIBUTES,
  type TlsIdentity,
} from '@ironbridge/simulator';
import {
  describeConsoleInterfaceConformance,
  type ConformanceBmc,
  type ConformanceHarness,
} from '@ironbridge/testkit';
import { freePort } from '../support/free-port.js';
import { readVncPassword } from '../support/read-vnc-password.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { vncSettings } from '../support/vnc-settings.js';

const PASSWORD = 'calvin+of/the test';

/** One certificate for all BMCs of this file, which the nodes are told to trust. */
let identity: TlsIdentity & { readonly caFile: string };

beforeAll(async () => {
  const certificate = await createSelfSignedCertificate();
  const caFile = join(await temporaryDirectory(), 'bmc.pem');
  await writeFile(caFile, certificate.cert);
  identity = { ...certificate, caFile };
});

interface BmcOptions {
  readonly generation?: 8 | 9;
  readonly driverInfo?: JsonObject;
  /** Whether driver_info moves the VNC server to another port. */
  readonly asksForPort?: boolean;
}

async function createBmc({
  generation = 9,
  asksForPort = false,
  ...options
}: BmcOptions): Promise<ConformanceBmc> {
  const stateFile = join(await temporaryDirectory(), 'idrac.json');
  const simulator = await startIdracSimulator({
    password: new Secret(PASSWORD),
    generation,
    wsman: { jobMs: 20 },
    tls: identity,
    stateFile,
  });
  const factoryPort = simulator.vncPort;
  const wantedPort = await freePort();
  const right: JsonObject = {
    redfish_address: simulator.url,
    redfish_username: 'root',
    redfish_password: PASSWORD,
    redfish_verify_ca: identity.caFile,
    ...options.driverInfo,
    ...(asksForPort ? { drac_vnc_port: String(wantedPort) } : {}),
  };
  return {
    driverInfo: right,
    wrongCredentials: { ...right, redfish_password: 'wr0ng-password' },
    secrets: () => {
      const vncPassword = readVncPassword(stateFile);
      return [PASSWORD, ...(vncPassword === null ? [] : [vncPassword])];
    },
    // On one machine every BMC needs a port of its own; what is compared is whose choice it is.
    settings: () => ({
      ...vncSettings(simulator),
      [VNC_ATTRIBUTES.port]: new Map([
        [factoryPort, 'as it came'],
        [wantedPort, 'as asked for'],
      ]).get(simulator.vncPort),
    }),
    writes: () =>
      simulator.requests.filter(
        ({ method, action, status }) => (method === 'PATCH' || action === 'SetAttributes') && status === 200,
      ).length,
    failedLogins: () => simulator.failedLogins,
    hang: () => {
      simulator.faults.hang = true;
      return () => {
        simulator.faults.hang = false;
      };
    },
    disturb: () => simulator.changeAttributes({ [VNC_ATTRIBUTES.enable]: 'Disabled' }),
    close: () => simulator.close(),
  };
}

const harnessOf = (options: BmcOptions): ConformanceHarness => ({
  manifest: idracVnc,
  createBmc: () => createBmc(options),
});

describeConsoleInterfaceConformance('idrac-vnc over HTTPS', harnessOf({}));

describeConsoleInterfaceConformance(
  'idrac-vnc over HTTPS, with options',
  harnessOf({
    driverInfo: {
      redfish_auth_type: 'basic',
      redfish_tls_minimum_version: '1.3',
      vnc_password: 'g1ven+pw',
      drac_vnc_timeout: '10800',
      drac_vnc_ssl_bitlength: 'disabled',
    },
    asksForPort: true,
  }),
);

describeConsoleInterfaceConformance(
  'idrac-vnc over WS-Man, with options',
  harnessOf({ generation: 8, driverInfo: { drac_vnc_timeout: '10800' }, asksForPort: true }),
);

describe('idrac-vnc and a certificate that nobody vouches for', () => {
  it('sends no password, and says so', async () => {
    const simulator = await startIdracSimulator({ password: new Secret(PASSWORD), tls: identity });
    try {
      const conductor = await createConductor({
        interfaces: [idracVnc],
        enabledConsoleInterfaces: ['idrac-vnc'],
      });
      const node = {
        uuid: '0a2f6a0c-7d4a-4a55-8f52-0a8b7de4cf3b',
        name: null,
        driver: 'idrac',
        driverInfo: {
          redfish_address: simulator.url,
          redfish_username: 'root',
          redfish_password: PASSWORD,
        },
        consoleInterface: null,
      };
      await expect(conductor.startConsole(node)).rejects.toThrow(BmcCertificateError);
      expect(simulator.requests).toEqual([]);
    } finally {
      await simulator.close();
    }
  });
});
