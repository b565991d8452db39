import { eventually } from '@ironbridge/testkit';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  SSHD_PROGRAMS,
  startIdracSshd,
  type IdracSshd,
  type IdracSshdOptions,
} from '../support/idrac-sshd.js';
import { describeWithPrograms } from '../support/requires-program.js';
import { SecretSearch } from '../support/secret-search.js';
import { SerialHost } from '../support/serial-host.js';

jest.setTimeout(120_000);

describeWithPrograms(
  'idrac-socat in the real ironbridge',
  [...SSHD_PROGRAMS, '/usr/bin/script'],
  () => {
    let host: SerialHost;
    const idracs: IdracSshd[] = [];

    beforeAll(async () => {
      host = await SerialHost.start({
        consoleInterface: 'idrac-socat',
        driver: 'idrac',
        config: (directory) => ({ drac: { ssh_known_hosts_file: join(directory, 'ssh', 'known_hosts') } }),
      });
    });
    afterEach(async () => {
      await host.clear();
      await Promise.all(idracs.splice(0).map((idrac) => idrac.close()));
      // The next may come to a port that one of these had.
      await rm(host.path('ssh', 'known_hosts'), { force: true });
    });
    afterAll(() => host.close());

    async function enrol(
      name: string,
      options: IdracSshdOptions = {},
      change: (idrac: IdracSshd) => Readonly<Record<string, unknown>> = () => ({}),
    ): Promise<IdracSshd> {
      const idrac = await startIdracSshd(options);
      idracs.push(idrac);
      await host.enrol(name, { ...idrac.driverInfo, ...change(idrac) });
      return idrac;
    }

    it('carries text both ways, by either way of asking for the password', async () => {
      for (const loginMethod of ['keyboard-interactive', 'password'] as const) {
        const idrac = await enrol(loginMethod, { loginMethod, password: `two words;$(id)"'${loginMethod}` });
        await host.enable(loginMethod);
        const terminal = await host.open(loginMethod);
        await host.echoes(terminal, `by ${loginMethod}`);
        idrac.line.print('kernel panic\r\n');
        await terminal.showing(/kernel panic/);
        expect(terminal.screen).not.toContain('Connected to Serial Device');
      }
    });

    it('keeps what a viewer types from ending the session of all, and ends it itself', async () => {
      const idrac = await enrol('quit');
      await host.enable('quit');
      const terminal = await host.open('quit');
      await host.echoes(terminal, 'before');
      terminal.type('\x1c');
      await host.echoes(terminal, 'after');
      expect(await idrac.opened()).toBe(1);
      await host.disable('quit');
      expect(await host.processes()).toEqual([]);
      await eventually(() => {
        expect(idrac.network.openSockets).toBe(0);
      });
    });

    it('refuses a host key that has changed, also after the console was disabled', async () => {
      const idrac = await enrol('changed');
      await host.enable('changed');
      const pinned = await readFile(host.path('ssh', 'known_hosts'), 'utf8');
      expect(pinned).toContain(`[127.0.0.1]:${idrac.port} ${idrac.hostKey}`);
      await host.disable('changed');

      await idrac.replaceHostKey();
      expect(await host.failure('changed')).toMatch(
        /host key of the iDRAC at \[127\.0\.0\.1\]:\d+ is not the one that was pinned.*ssh-keygen -R/,
      );
      expect((await host.ironbridge.node('changed')).console_enabled).toBe(false);
      expect(idrac.failedLogins()).toBe(0);
    });

    it('notices a host key that changes while the console is in use, and gives nobody the password', async () => {
      const idrac = await enrol('replaced');
      await host.enable('replaced');
      await host.echoes(await host.open('replaced'), 'before');
      const opened = await idrac.opened();
      await idrac.replaceHostKey();
      await eventually(async () => {
        expect((await host.ironbridge.node('replaced')).last_error).toMatch(/host key/i);
      }, 30_000);
      expect(await idrac.opened()).toBe(opened);
    });

    it('takes the host key of driver_info, and no other', async () => {
      await enrol('given', {}, ({ hostKey }) => ({ drac_ssh_host_key: `${hostKey} idrac` }));
      await host.enable('given');
      await host.echoes(await host.open('given'), 'hello');

      const other = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPqGR/trZX2a+yR6qTcLrXJFJ5VY33Lox9nJs/mJufCT';
      const idrac = await enrol('foreign', {}, () => ({ drac_ssh_host_key: other }));
      expect(await host.failure('foreign')).toMatch(/is not that of driver_info\/drac_ssh_host_key/);
      expect(idrac.failedLogins()).toBe(0);
    });

    it.each([
      { what: 'a wrong password', change: { drac_password: 'wr0ng' }, says: /refused the credentials/ },
      {
        what: 'an unknown user',
        change: { drac_username: 'nobody' },
        says: /refused the credentials/,
      },
      { what: 'nobody there', change: { drac_ssh_port: '1' }, says: /Connection refused/ },
      {
        what: 'no passwords',
        sshd: { loginMethod: 'publickey' },
        says: /takes no password over SSH, only: publickey/,
      },
      {
        what: 'serial redirection off',
        sshd: { serialRedirection: 'Enable=Disabled\r\n' },
        says: /Serial redirection is switched off/,
      },
    ] as const)('says why in last_error with $what', async ({ what, says, ...more }) => {
      const name = what.replaceAll(' ', '-');
      const idrac = await enrol(name, 'sshd' in more ? more.sshd : {}, () =>
        'change' in more ? more.change : {},
      );
      expect(await host.failure(name)).toMatch(says);
      expect((await host.ironbridge.node(name)).console_enabled).toBe(false);
      expect(idrac.failedLogins()).toBeLessThanOrEqual(1);
      expect(await host.processes()).toEqual([]);
    });

    it('tells viewers of a line that is lost, and restores it', async () => {
      const idrac = await enrol('lost');
      await host.enable('lost');
      const terminal = await host.open('lost');
      await host.echoes(terminal, 'before');
      idrac.network.cut();
      await eventually(async () => {
        expect(await idrac.opened()).toBe(2);
      }, 30_000);
      await host.echoes(terminal, 'after');
    });

    it('works on after kill -9, with the password nowhere and nothing left over', async () => {
      const idrac = await enrol('killed');
      await host.enable('killed');
      await host.echoes(await host.open('killed'), 'before');
      const search = new SecretSearch();
      search.learn('the password', idrac.password);
      await host.collect(search);
      await host.ironbridge.program.end('SIGKILL');
      await host.collect(search);

      await host.restart();
      await eventually(async () => {
        expect(await idrac.opened()).toBe(2);
      }, 30_000);
      await host.echoes(await host.open('killed'), 'after');
      await host.collect(search);
      expect(search.findings()).toEqual([]);
      const socats = (await host.processes()).filter(({ cmdline }) => cmdline.includes('UNIX-LISTEN'));
      // One that listens, and its child that holds the session.
      expect(socats).toHaveLength(2);
      expect((await host.processes()).filter(({ cmdline }) => cmdline.startsWith('ssh\0'))).toHaveLength(1);
    });
  },
  { asRoot: true },
);
