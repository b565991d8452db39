import { eventually } from '@ironbridge/testkit';
import { IPMITOOL, IPMI_SIM, startIpmiSim, type IpmiSim, type IpmiSimOptions } from '../support/ipmi-sim.js';
import { describeWithPrograms } from '../support/requires-program.js';
import { SerialHost, type ConsoleProcess } from '../support/serial-host.js';

jest.setTimeout(240_000);

const isIpmitool = ({ cmdline }: ConsoleProcess): boolean => cmdline.startsWith('ipmitool\0');

interface EnrolOptions {
  readonly options?: IpmiSimOptions;
  readonly change?: Readonly<Record<string, unknown>> | undefined;
}

describeWithPrograms(
  'a serial console that is lost',
  [IPMI_SIM, IPMITOOL, '/usr/bin/socat', '/usr/bin/script'],
  () => {
    let host: SerialHost;
    const sims: IpmiSim[] = [];

    beforeAll(async () => {
      host = await SerialHost.start({ consoleInterface: 'ipmitool-socat', driver: 'ipmi' });
    });
    afterEach(async () => {
      await host.clear();
      await Promise.all(sims.splice(0).map((sim) => sim.close()));
    });
    afterAll(() => host.close());

    async function enrol(name: string, { options, change = {} }: EnrolOptions = {}): Promise<IpmiSim> {
      const sim = await startIpmiSim(options);
      sims.push(sim);
      await host.enrol(name, { ...sim.driverInfo, ...change });
      return sim;
    }

    const ipmitools = async (): Promise<readonly number[]> =>
      (await host.processes()).filter(isIpmitool).map(({ pid }) => pid);

    async function history(name: string): Promise<string> {
      const answer = await fetch(
        new URL(`/ironbridge/v1/nodes/${name}/console-history`, host.ironbridge.apiUrl),
      );
      return answer.text();
    }

    it('restores a console whose ipmitool was killed, and keeps the reason', async () => {
      await enrol('crashed');
      await host.enable('crashed');
      const terminal = await host.open('crashed');
      await host.echoes(terminal, 'before');
      const [pid = 0] = await ipmitools();
      process.kill(pid, 'SIGKILL');
      await terminal.showing(/the line is down/);
      // The BMC believes in the dead session until it times out.
      expect(await host.lastError('crashed')).toMatch(/lost.*Another session uses serial over LAN/);
      await eventually(async () => {
        const { console_enabled: isEnabled, last_error: lastError } = await host.ironbridge.node('crashed');
        expect({ isEnabled, lastError }).toEqual({ isEnabled: true, lastError: null });
      }, 150_000);
      await host.echoes(terminal, 'after');
      expect(await ipmitools()).toHaveLength(1);
      expect(await history('crashed')).toMatch(
        /the line is down: the line ended without a word[^]*the line is up/,
      );
    });

    it('restores a console after a reboot of its BMC', async () => {
      const sim = await enrol('rebooted');
      await host.enable('rebooted');
      const terminal = await host.open('rebooted');
      await host.echoes(terminal, 'before');
      await sim.reboot();
      // Whoever types is told soon; ipmitool notices by itself, too, later.
      terminal.type('x');
      await host.echoes(terminal, 'after');
      expect(await ipmitools()).toHaveLength(1);
    });

    it('tells of a session that somebody else took, leaves it to them, and comes back when they have gone', async () => {
      const sim = await enrol('stolen');
      await host.enable('stolen');
      const terminal = await host.open('stolen');
      await host.echoes(terminal, 'before');
      await sim.ipmitool('sol', 'deactivate');
      const thief = sim.takeSol();
      await thief.saying(/SOL Session operational/);
      terminal.type('x');
      await terminal.showing(/the line is down \(SOL session closed by BMC\)/);
      await eventually(async () => {
        expect((await host.ironbridge.node('stolen')).last_error).toMatch(
          /Another session uses serial over LAN/,
        );
      }, 30_000);
      await thief.end('SIGTERM');
      await eventually(async () => {
        expect((await host.ironbridge.node('stolen')).last_error).toBeNull();
      }, 60_000);
      await host.echoes(terminal, 'after');
    });
  },
);
