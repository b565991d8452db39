import { SystemProcessRunner, type ProcessRunner } from '@ironbridge/base';
import ipmitoolSocat from '@ironbridge/ipmitool-socat';
import { describeConsoleInterfaceConformance, eventually, type ConformanceBmc } from '@ironbridge/testkit';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IPMITOOL, IPMI_SIM, startIpmiSim } from '../support/ipmi-sim.js';
import { startRmcpRelay } from '../support/rmcp-relay.js';
import { describeWithPrograms } from '../support/requires-program.js';
import { SocatsIn } from '../support/socats-in.js';

/** Gives each BMC's operator a view of the machine that its consoles run on. */
const runtimeDirectory = mkdtempSync(join(tmpdir(), 'ironbridge-test-'));
const socats = new SocatsIn(runtimeDirectory);
const system = new SystemProcessRunner();
const deactivations = new Map<string, number>();

/** Counts the only command that changes a BMC, by the port that it goes to. */
const processRunner: ProcessRunner = {
  run: (call, limits) => {
    const script = String(call.secrets?.at(-1)?.reveal());
    const port = call.args[call.args.indexOf('-p') + 1] ?? '';
    if (script.includes('deactivate')) deactivations.set(port, (deactivations.get(port) ?? 0) + 1);
    return system.run(call, limits);
  },
  start: (call, outputFile) => system.start(call, outputFile),
  isAlive: (identity) => system.isAlive(identity),
  find: (name, value) => system.find(name, value),
  end: (identity, killTimeoutMs) => system.end(identity, killTimeoutMs),
};

async function createBmc(): Promise<ConformanceBmc> {
  const sim = await startIpmiSim();
  const relay = await startRmcpRelay(sim.port);
  const driverInfo = { ...sim.driverInfo, ipmi_port: String(relay.port) };
  return {
    driverInfo,
    wrongCredentials: { ...driverInfo, ipmi_password: 'wr0ng-password' },
    secrets: () => [sim.password],
    settings: () => ({ consoles: socats.count('-p', String(relay.port)) }),
    writes: () => deactivations.get(String(relay.port)) ?? 0,
    failedLogins: relay.failedLogins,
    requests: relay.requests,
    hang: () => relay.hang(),
    disturb: async () => {
      socats.kill('SIGKILL', '-p', String(relay.port));
      await eventually(() => {
        expect(socats.count('-p', String(relay.port))).toBe(0);
      });
    },
    close: async () => {
      socats.kill('SIGTERM', '-p', String(relay.port));
      await relay.close();
      await sim.close();
    },
  };
}

afterAll(() => {
  rmSync(runtimeDirectory, { recursive: true });
});

describeWithPrograms(
  'with the real ipmitool, socat and ipmi_sim',
  [IPMI_SIM, IPMITOOL, '/usr/bin/socat'],
  () => {
    describeConsoleInterfaceConformance('ipmitool-socat', {
      manifest: ipmitoolSocat,
      createBmc,
      offers: { processRunner, subprocesses: { runtimeDirectory } },
      driver: 'ipmi',
    });
  },
);
