import { eventually } from '@ironbridge/testkit';
import { IpmiHost } from '../support/ipmi-host.js';
import { IPMITOOL, IPMI_SIM } from '../support/ipmi-sim.js';
import { describeWithPrograms } from '../support/requires-program.js';
import type { SerialHost } from '../support/serial-host.js';

jest.setTimeout(240_000);

describeWithPrograms(
  'a serial console that is lost',
  [IPMI_SIM, IPMITOOL, '/usr/bin/socat', '/usr/bin/script'],
  () => {
    let ipmi: IpmiHost;
    let host: SerialHost;

    beforeAll(async () => {
      ipmi = await IpmiHost.start();
      ({ host } = ipmi);
    });
    afterEach(() => ipmi.clear());
    afterAll(() => ipmi.close());

    it('restores a console whose ipmitool was killed, and keeps the reason', async () => {
      await ipmi.enrol('crashed');
      await host.enable('crashed');
      const terminal = await host.open('crashed');
      await host.echoes(terminal, 'before');
      const [pid = 0] = await ipmi.ipmitools();
      process.kill(pid, 'SIGKILL');
      await terminal.showing(/the line is down/);
      // The BMC believes in the dead session until it times out. Before it was asked, only the loss itself is known.
      await eventually(async () => {
        expect((await host.ironbridge.node('crashed')).last_error).toMatch(
          /lost.*Another session uses serial over LAN/,
        );
      }, 30_000);
      await eventually(async () => {
        const { console_enabled: isEnabled, last_error: lastError } = await host.ironbridge.node('crashed');
        expect({ isEnabled, lastError }).toEqual({ isEnabled: true, lastError: null });
      }, 150_000);
      await host.echoes(terminal, 'after');
      expect(await ipmi.ipmitools()).toHaveLength(1);
      expect(await host.history('crashed')).toMatch(
        /the line is down: the line ended without a word[^]*the line is up/,
      );
    });

    it('restores a console after a reboot of its BMC', async () => {
      const sim = await ipmi.enrol('rebooted');
      await host.enable('rebooted');
      const terminal = await host.open('rebooted');
      await host.echoes(terminal, 'before');
      await sim.reboot();
      // Whoever types is told soon; ipmitool notices by itself, too, later.
      terminal.type('x');
      await host.echoes(terminal, 'after');
      expect(await ipmi.ipmitools()).toHaveLength(1);
    });

    it('tells of a session that somebody else took, leaves it to them, and comes back when they have gone', async () => {
      const sim = await ipmi.enrol('stolen');
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
