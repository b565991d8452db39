import { SystemProcessRunner, type ProcessRunner } from '@ironbridge/base';
import ipmitoolSocat from '@ironbridge/ipmitool-socat';
import { describeConsoleInterfaceConformance, type ConformanceBmc } from '@ironbridge/testkit';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IPMITOOL, IPMI_SIM, startIpmiSim } from '../support/ipmi-sim.js';
import { startRmcpRelay } from '../support/rmcp-relay.js';
import { describeWithPrograms } from '../support/requires-program.js';

/** Gives each BMC's operator a view of the machine that its consoles run on. */
const runtimeDirectory = mkdtempSync(join(tmpdir(), 'ironbridge-test-'));
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

/** The socats that lead to the BMC at `port`, by the arguments that they would start ipmitool with. */
function socatsTo(port: number): readonly string[] {
  return readdirSync(runtimeDirectory)
    .filter((name) => name.endsWith('.args'))
    .filter((name) => readFileSync(join(runtimeDirectory, name), 'utf8').includes(`\n-p\n${port}\n`))
    .filter((name) => pidsOf(name).length > 0);
}

function pidsOf(argsFile: string): readonly number[] {
  const socket = `UNIX-LISTEN:./${argsFile.replace('.args', '.sock')},`;
  const { stdout } = spawnSync('pgrep', ['-f', socket], { encoding: 'utf8' });
  return stdout.split('\n').filter(Boolean).map(Number);
}

async function createBmc(): Promise<ConformanceBmc> {
  const sim = await startIpmiSim();
  const relay = await startRmcpRelay(sim.port);
  const driverInfo = { ...sim.driverInfo, ipmi_port: String(relay.port) };
  return {
    driverInfo,
    wrongCredentials: { ...driverInfo, ipmi_password: 'wr0ng-password' },
    secrets: () => [sim.password],
    settings: () => ({ consoles: socatsTo(relay.port).length }),
    writes: () => deactivations.get(String(relay.port)) ?? 0,
    failedLogins: relay.failedLogins,
    requests: relay.requests,
    hang: () => relay.hang(),
    disturb: () => {
      for (const pid of socatsTo(relay.port).flatMap(pidsOf)) process.kill(pid, 'SIGKILL');
      const endMs = performance.now() + 2000;
      while (socatsTo(relay.port).length > 0 && performance.now() < endMs);
    },
    close: async () => {
      for (const pid of socatsTo(relay.port).flatMap(pidsOf)) process.kill(pid, 'SIGTERM');
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
