import idracSocat from '@ironbridge/idrac-socat';
import { describeConsoleInterfaceConformance, eventually, type ConformanceBmc } from '@ironbridge/testkit';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SSHD_PROGRAMS, startIdracSshd } from '../support/idrac-sshd.js';
import { describeWithPrograms } from '../support/requires-program.js';
import { SocatsIn } from '../support/socats-in.js';

/** Gives each BMC's operator a view of the machine that its consoles run on. */
const runtimeDirectory = mkdtempSync(join(tmpdir(), 'ironbridge-test-'));
const knownHosts = join(runtimeDirectory, 'known_hosts');
const socats = new SocatsIn(runtimeDirectory);

async function createBmc(): Promise<ConformanceBmc> {
  // This one may come to a port that another had.
  rmSync(knownHosts, { force: true });
  const idrac = await startIdracSshd();
  const port = ['-p', String(idrac.port)];
  return {
    driverInfo: idrac.driverInfo,
    wrongCredentials: { ...idrac.driverInfo, drac_password: 'wr0ng-password' },
    secrets: () => [idrac.password],
    settings: () => ({ consoles: socats.count(...port) }),
    // Nothing that this interface asks of an iDRAC changes it.
    writes: () => 0,
    failedLogins: () => idrac.failedLogins(),
    requests: () => idrac.network.accepted,
    hang: () => {
      void idrac.network.inject({ kind: 'hang' });
      return () => void idrac.network.inject({ kind: 'none' });
    },
    disturb: async () => {
      socats.kill('SIGKILL', ...port);
      await eventually(() => {
        expect(socats.count(...port)).toBe(0);
      });
    },
    close: async () => {
      socats.kill('SIGTERM', ...port);
      await idrac.close();
    },
  };
}

afterAll(() => {
  rmSync(runtimeDirectory, { recursive: true });
});

describeWithPrograms(
  "with the real socat and ssh, and Debian's sshd",
  SSHD_PROGRAMS,
  () => {
    describeConsoleInterfaceConformance('idrac-socat', {
      manifest: idracSocat,
      createBmc,
      offers: { subprocesses: { runtimeDirectory } },
      config: { drac: { ssh_known_hosts_file: knownHosts } },
      driver: 'idrac',
    });
  },
  { asRoot: true },
);
