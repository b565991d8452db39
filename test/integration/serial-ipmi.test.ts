import { eventually } from '@ironbridge/testkit';
import { IpmiHost } from '../support/ipmi-host.js';
import { IPMITOOL, IPMI_SIM, type IpmiSim } from '../support/ipmi-sim.js';
import { describeWithPrograms } from '../support/requires-program.js';
import { SecretSearch } from '../support/secret-search.js';
import type { SerialHost } from '../support/serial-host.js';

jest.setTimeout(120_000);

const CONSOLES = 20;

describeWithPrograms(
  'ipmitool-socat in the real ironbridge',
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

    it('leaves the session alone, however often the console is asked for', async () => {
      await ipmi.enrol('asked');
      await host.enable('asked');
      const terminal = await host.open('asked');
      await host.echoes(terminal, 'before');
      const running = await ipmi.ipmitools();
      for (let i = 0; i < 10; i++) {
        expect((await host.ironbridge.console('asked')).console_info?.type).toBe('serial');
      }
      await host.echoes(terminal, 'after');
      expect(await ipmi.ipmitools()).toEqual(running);
      expect(terminal.screen).not.toMatch(/down|closed/i);
    });

    it('keeps what a server says while nobody watches', async () => {
      const sim = await ipmi.enrol('unwatched');
      await host.enable('unwatched');
      // The first packet of a session can get lost in the simulator.
      await eventually(async () => {
        sim.print('Kernel panic - not syncing\r\n');
        expect(await host.history('unwatched')).toContain('Kernel panic - not syncing');
      });
      const terminal = await host.open('unwatched');
      await terminal.showing(/Kernel panic - not syncing/);
    });

    it.each([
      {
        what: 'a wrong password',
        change: { ipmi_password: 'wr0ng' },
        says: /refused the password; check driver_info\/ipmi_password/,
      },
      {
        what: 'an unknown user',
        change: { ipmi_username: 'nobody' },
        says: /check driver_info\/ipmi_username/,
      },
      {
        what: 'serial over LAN switched off',
        before: (sim: IpmiSim) => sim.ipmitool('sol', 'set', 'enabled', 'false', '1'),
        says: /Serial over LAN is switched off/,
      },
      {
        what: 'a key that the BMC does not have',
        change: { ipmi_hex_kg_key: '68757368' },
        says: /refused the key; check driver_info\/ipmi_hex_kg_key/,
      },
    ])('says why in last_error with $what', async ({ what, says, change, before }) => {
      const name = what.replaceAll(' ', '-');
      const sim = await ipmi.enrol(name, { change });
      await before?.(sim);
      expect(await host.failure(name)).toMatch(says);
      expect((await host.ironbridge.node(name)).console_enabled).toBe(false);
      expect(await host.processes()).toEqual([]);
    });

    it('says who has the line where somebody else has it', async () => {
      const sim = await ipmi.enrol('first');
      await host.enable('first');
      await host.enrol('second', sim.driverInfo);
      expect(await host.failure('second')).toMatch(/Another session uses serial over LAN/);
      await host.echoes(await host.open('first'), 'still mine');
    });

    it('uses the key of a BMC that has one, and says so where another is given', async () => {
      const kgKey = 'hush-hush';
      const hex = Buffer.from(kgKey).toString('hex');
      const sim = await ipmi.enrol('keyed', { options: { kgKey }, change: { ipmi_hex_kg_key: hex } });
      await host.enable('keyed');
      await host.echoes(await host.open('keyed'), 'with a key');
      await host.disable('keyed');

      await host.enrol('mistaken', { ...sim.driverInfo, ipmi_hex_kg_key: '68757368' });
      expect(await host.failure('mistaken')).toMatch(/refused the key; check driver_info\/ipmi_hex_kg_key/);
    });

    it(`opens ${CONSOLES} consoles at once, and has each again after kill -9, with no secret found and nothing left over`, async () => {
      const names = Array.from({ length: CONSOLES }, (_, index) => `many-${index}`);
      const all = await Promise.all(names.map((name) => ipmi.enrol(name)));
      const search = new SecretSearch();
      for (const [index, { password }] of all.entries()) search.learn(`password ${index}`, password);
      await Promise.all(names.map((name) => host.enable(name)));
      await Promise.all(
        names.map(async (name) => {
          await host.echoes(await host.open(name), `hello ${name}`);
        }),
      );
      await host.collect(search);

      await host.ironbridge.program.end('SIGKILL');
      await host.collect(search);
      await host.restart();
      await Promise.all(
        names.map(async (name) => {
          await host.echoes(await host.open(name), `again ${name}`);
        }),
      );
      await host.collect(search);
      expect(search.findings()).toEqual([]);
      const processes = await host.processes();
      expect(await ipmi.ipmitools()).toHaveLength(CONSOLES);
      // For each console one that listens, and its child that holds the session.
      expect(processes).toHaveLength(3 * CONSOLES);

      await Promise.all(names.map((name) => host.disable(name)));
      expect(await host.processes()).toEqual([]);
      const active = await Promise.all(all.map((sim) => sim.isSolActive()));
      expect(active).toEqual(all.map(() => false));
    });
  },
);
