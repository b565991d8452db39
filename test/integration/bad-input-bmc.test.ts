import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSelfSignedCertificate, VNC_ATTRIBUTES, type IdracSimulator } from '@ironbridge/simulator';
import { eventually } from '@ironbridge/testkit';
import { expectConsole } from '../support/console-state.js';
import { startIronbridge, type Ironbridge } from '../support/ironbridge.js';
import { setDriverInfo } from '../support/set-driver-info.js';
import { startBmc, type SimulatedBmc } from '../support/simulated-bmc.js';

jest.setTimeout(60_000);

const START_TIMEOUT_S = 6;
const WITHIN_MS = 20_000;

/** A BMC, or what driver_info says of it, with something wrong; and what puts it right. */
interface Fault {
  readonly fault: string;
  readonly arrange: () => Promise<SimulatedBmc>;
  /** What last_error must tell the operator. */
  readonly says: RegExp;
  /** How many requests with wrong credentials the BMC must have seen. */
  readonly failedLogins?: number;
  readonly repair: (bmc: SimulatedBmc) => Repair | Promise<Repair>;
}

interface Repair {
  /** What is to be changed in driver_info. */
  readonly driverInfo?: object;
  /** The BMC that is there from now on, where it is another one. */
  readonly simulator?: IdracSimulator;
}

/** A web server that has nothing to do with Redfish. */
const notABmc = createServer((_request, response) => {
  response.setHeader('content-type', 'text/html').end('<h1>It works!</h1>');
});

/** Another BMC is put in the place of one that is beyond repair. */
const replace = async (): Promise<Repair> => {
  const { simulator } = await startBmc();
  return { simulator, driverInfo: { redfish_address: simulator.url } };
};

const FAULTS: readonly Fault[] = [
  {
    fault: 'a wrong password',
    arrange: async () => {
      const bmc = await startBmc();
      return { ...bmc, driverInfo: { ...bmc.driverInfo, redfish_password: 'not-it' } };
    },
    says: /refused the credentials; correct driver_info\/redfish_username and driver_info\/redfish_password/,
    failedLogins: 1,
    repair: () => ({ driverInfo: { redfish_password: 'calvin-of-the-test' } }),
  },
  {
    fault: 'no password',
    arrange: async () => {
      const bmc = await startBmc();
      return { ...bmc, driverInfo: { redfish_address: bmc.simulator.url } };
    },
    says: /refused the credentials; correct driver_info\/redfish_username and driver_info\/redfish_password/,
    repair: () => ({
      driverInfo: { redfish_username: 'root', redfish_password: 'calvin-of-the-test' },
    }),
  },
  {
    fault: 'an address where nothing listens',
    arrange: async () => {
      const bmc = await startBmc();
      await bmc.simulator.close();
      return bmc;
    },
    says: /cannot be reached \(ECONNREFUSED\); check its address/,
    repair: replace,
  },
  {
    fault: 'an address where something else than a BMC answers',
    arrange: async () => {
      const bmc = await startBmc();
      const { address, port } = notABmc.address() as AddressInfo;
      return { ...bmc, driverInfo: { ...bmc.driverInfo, redfish_address: `http://${address}:${port}` } };
    },
    says: /answered GET \/redfish\/v1\/ with something that is not JSON/,
    repair: replace,
  },
  {
    fault: 'https where the BMC speaks http',
    arrange: async () => {
      const bmc = await startBmc();
      const redfish_address = bmc.simulator.url.replace('http:', 'https:');
      return { ...bmc, driverInfo: { ...bmc.driverInfo, redfish_address } };
    },
    says: /The TLS handshake with the BMC at https:\/\/\S+ failed/,
    repair: ({ simulator }) => ({ driverInfo: { redfish_address: simulator.url } }),
  },
  {
    fault: 'a BMC that takes requests and never answers',
    arrange: () => startBmc({ faults: { hang: true } }),
    says: /did not (answer|finish).* in time/,
    repair: ({ simulator }) => {
      simulator.faults.hang = false;
      return {};
    },
  },
  {
    fault: 'a self-signed certificate, to be verified',
    arrange: async () => startBmc({ tls: await createSelfSignedCertificate() }),
    says: /certificate of the BMC .* is not trusted \(DEPTH_ZERO_SELF_SIGNED_CERT\); set driver_info\/redfish_verify_ca/,
    repair: () => ({ driverInfo: { redfish_verify_ca: false } }),
  },
  {
    fault: 'no licence for the VNC server',
    arrange: () => startBmc({ licensed: false }),
    says: /it needs an iDRAC Enterprise or Datacenter licence/,
    repair: replace,
  },
  {
    fault: 'a password policy, told inside of a success',
    arrange: () => startBmc({ faults: { passwordPolicy: true } }),
    says: /refused a setting of its VNC server \(.*SYS474\)/,
    repair: ({ simulator }) => {
      simulator.faults.passwordPolicy = false;
      return {};
    },
  },
  {
    fault: 'both VNC sessions taken by others',
    arrange: () => startBmc({ faults: { slotsTaken: true } }),
    says: /2 of 2 VNC sessions .* are in use by others; close them/,
    repair: ({ simulator }) => {
      simulator.faults.slotsTaken = false;
      return {};
    },
  },
  {
    fault: 'a misspelt value of driver_info',
    arrange: async () => {
      const bmc = await startBmc();
      return { ...bmc, driverInfo: { ...bmc.driverInfo, redfish_system_id: '/redfish/v1/Systems/nosuch' } };
    },
    says: /The BMC has no resource \/redfish\/v1\/Systems\/nosuch/,
    repair: () => ({ driverInfo: { redfish_system_id: '/redfish/v1/Systems/System.Embedded.1' } }),
  },
];

describe('enabling a console of a BMC that does not do what is asked', () => {
  let ironbridge: Ironbridge;

  beforeAll(async () => {
    notABmc.listen(0, '127.0.0.1');
    await once(notABmc, 'listening');
    ironbridge = await startIronbridge({
      config: {
        conductor: { console_start_timeout: String(START_TIMEOUT_S), console_stop_timeout: '5' },
      },
    });
  });

  afterAll(async () => {
    notABmc.close();
    notABmc.closeAllConnections();
    await once(notABmc, 'close');
  });

  describe.each(FAULTS)('with $fault', ({ arrange, says, failedLogins = 0, repair }) => {
    it('says why in last_error, leaves nothing half-done, and works once that is put right', async () => {
      const bmc = await arrange();
      const { uuid, name } = await ironbridge.enrol(`bmc-${bmc.simulator.port}`, bmc.driverInfo);
      const ident = name ?? '';

      expect((await ironbridge.setConsole(ident, true)).status).toBe(202);
      const failed = await eventually(async () => {
        const node = await ironbridge.node(ident);
        if (node.last_error === null || node.reservation !== null) throw new Error('It has not failed yet');
        return node;
      }, WITHIN_MS);
      expect(failed.last_error).toMatch(says);
      expect(failed.last_error).toContain(`Error enabling the console on node ${uuid}. Reason: `);
      expect(failed.console_enabled).toBe(false);
      expect(await ironbridge.console(ident)).toEqual({ console_enabled: false, console_info: null });
      expect(bmc.simulator.failedLogins).toBe(failedLogins);
      await eventually(() => {
        expect(bmc.simulator.activeRedfishSessions).toBe(0);
        expect(bmc.simulator.attributes[VNC_ATTRIBUTES.enable] ?? 'Disabled').toBe('Disabled');
      });

      const { simulator = bmc.simulator, driverInfo = {} } = await repair(bmc);
      await setDriverInfo(ironbridge, ident, driverInfo);
      // Stopping the remains may still hold the node's lock.
      await eventually(async () => {
        expect((await ironbridge.setConsole(ident, true)).status).toBe(202);
      }, WITHIN_MS);
      await expectConsole(ironbridge, ident, 'enabled');
      expect((await ironbridge.node(ident)).last_error).toBeNull();
      expect(simulator.attributes[VNC_ATTRIBUTES.enable]).toBe('Enabled');
      await ironbridge.setConsole(ident, false);
      await expectConsole(ironbridge, ident, 'disabled');
      expect(simulator.attributes[VNC_ATTRIBUTES.enable]).toBe('Disabled');
    });
  });

  it('is patient with a BMC that cannot serve for a while', async () => {
    const { simulator, driverInfo } = await startBmc({ faults: { unavailableRequests: 2 } });
    await ironbridge.enrol('busy', driverInfo);
    expect((await ironbridge.setConsole('busy', true)).status).toBe(202);
    await expectConsole(ironbridge, 'busy', 'enabled');
    expect((await ironbridge.node('busy')).last_error).toBeNull();
    expect(simulator.requests.filter(({ status }) => status === 503)).toHaveLength(2);
    await ironbridge.setConsole('busy', false);
    await expectConsole(ironbridge, 'busy', 'disabled');
  });

  it('gives up what nobody wants any more, without waiting for a BMC that hangs', async () => {
    const { simulator, driverInfo } = await startBmc({ faults: { hang: true } });
    await ironbridge.enrol('changed-mind', driverInfo);
    expect((await ironbridge.setConsole('changed-mind', true)).status).toBe(202);
    await eventually(() => {
      expect(simulator.requests.length).toBeGreaterThan(0);
    });
    const beganMs = performance.now();
    expect((await ironbridge.setConsole('changed-mind', false)).status).toBe(202);
    await eventually(async () => {
      const node = await ironbridge.node('changed-mind');
      expect(node).toMatchObject({ console_enabled: false, reservation: null, last_error: null });
    });
    expect(performance.now() - beganMs).toBeLessThan(START_TIMEOUT_S * 1000);
    expect(simulator.attributes[VNC_ATTRIBUTES.enable]).toBe('Disabled');
  });
});
