import { eventually } from '@ironbridge/testkit';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expectConsole } from '../support/console-state.js';
import {
  SSHD_PROGRAMS,
  startIdracSshd,
  type IdracSshd,
  type IdracSshdOptions,
} from '../support/idrac-sshd.js';
import { IRONBRIDGE, startIronbridge, type Ironbridge } from '../support/ironbridge.js';
import { listProcessTree } from '../support/process-tree.js';
import { describeWithPrograms } from '../support/requires-program.js';
import { SecretSearch } from '../support/secret-search.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { TerminalProgram } from '../support/terminal-program.js';

jest.setTimeout(120_000);

const MARK = 'IRONBRIDGE_CONSOLE=';

describeWithPrograms(
  'idrac-socat in the real ironbridge',
  [...SSHD_PROGRAMS, '/usr/bin/script'],
  () => {
    let directory: string;
    let runtime: string;
    let ironbridge: Ironbridge;
    const idracs: IdracSshd[] = [];
    const terminals: TerminalProgram[] = [];

    const start = (): Promise<Ironbridge> =>
      startIronbridge({
        directory,
        config: {
          DEFAULT: { enabled_console_interfaces: 'idrac-socat, no-console' },
          conductor: { console_start_timeout: '20' },
          console: { runtime_directory: runtime },
          drac: { ssh_known_hosts_file: join(directory, 'ssh', 'known_hosts') },
        },
      });

    beforeAll(async () => {
      directory = await temporaryDirectory();
      runtime = join(directory, 'run');
      ironbridge = await start();
    });
    afterEach(async () => {
      await Promise.all(terminals.splice(0).map((terminal) => terminal.kill()));
      const { body } = await ironbridge.call('GET', '/v1/nodes');
      for (const { uuid } of (body as { nodes: { uuid: string }[] }).nodes) {
        await ironbridge.setConsole(uuid, false);
        await expectConsole(ironbridge, uuid, 'disabled');
        await ironbridge.call('DELETE', `/v1/nodes/${uuid}`);
      }
      await Promise.all(idracs.splice(0).map((idrac) => idrac.close()));
    });
    afterAll(async () => {
      await ironbridge.program.end();
    });

    async function enrol(
      name: string,
      options: IdracSshdOptions = {},
      change: (idrac: IdracSshd) => Readonly<Record<string, unknown>> = () => ({}),
    ): Promise<IdracSshd> {
      const idrac = await startIdracSshd(options);
      idracs.push(idrac);
      await ironbridge.enrol(
        name,
        { ...idrac.driverInfo, ...change(idrac) },
        { driver: 'idrac', console_interface: 'idrac-socat' },
      );
      return idrac;
    }

    async function enable(name: string): Promise<void> {
      expect((await ironbridge.setConsole(name, true)).status).toBe(202);
      await expectConsole(ironbridge, name, 'enabled');
    }

    async function failure(name: string): Promise<string> {
      await ironbridge.setConsole(name, true);
      return eventually(async () => {
        const { last_error: lastError, reservation } = await ironbridge.node(name);
        if (lastError === null || reservation !== null) throw new Error('It has not failed yet');
        return lastError;
      }, 30_000);
    }

    async function open(name: string): Promise<TerminalProgram> {
      const terminal = new TerminalProgram(`${IRONBRIDGE} console open --api ${ironbridge.apiUrl} ${name}`);
      terminals.push(terminal);
      await terminal.showing(/connected/);
      return terminal;
    }

    async function echoes(terminal: TerminalProgram, text: string): Promise<void> {
      terminal.type(`\r${text}\r`);
      await terminal.showing(new RegExp(`echo <${text}>`));
    }

    /** The programs of consoles, whoever started them. */
    async function consolePrograms(): Promise<readonly { pid: number; cmdline: string; environ: Buffer }[]> {
      const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
      const all = await Promise.all(
        pids.map(async (pid) => ({
          pid: Number(pid),
          cmdline: (await readFile(`/proc/${pid}/cmdline`).catch(() => Buffer.alloc(0))).toString('latin1'),
          environ: await readFile(`/proc/${pid}/environ`).catch(() => Buffer.alloc(0)),
        })),
      );
      return all.filter(({ environ }) => environ.includes(`${MARK}${runtime}/`));
    }

    it('carries text both ways, by either way of asking for the password', async () => {
      for (const loginMethod of ['keyboard-interactive', 'password'] as const) {
        const idrac = await enrol(loginMethod, { loginMethod, password: `two words;$(id)"'${loginMethod}` });
        await enable(loginMethod);
        const terminal = await open(loginMethod);
        await echoes(terminal, `by ${loginMethod}`);
        idrac.line.print('kernel panic\r\n');
        await terminal.showing(/kernel panic/);
        expect(terminal.screen).not.toContain('Connected to Serial Device');
      }
    });

    it('keeps what a viewer types from ending the session of all, and ends it itself', async () => {
      const idrac = await enrol('quit');
      await enable('quit');
      const terminal = await open('quit');
      await echoes(terminal, 'before');
      terminal.type('\x1c');
      await echoes(terminal, 'after');
      expect(await idrac.opened()).toBe(1);
      await ironbridge.setConsole('quit', false);
      await expectConsole(ironbridge, 'quit', 'disabled');
      expect(await consolePrograms()).toEqual([]);
      await eventually(() => {
        expect(idrac.network.openSockets).toBe(0);
      });
    });

    it('refuses a host key that has changed, also after the console was disabled', async () => {
      const idrac = await enrol('changed');
      await enable('changed');
      const pinned = await readFile(join(directory, 'ssh', 'known_hosts'), 'utf8');
      expect(pinned).toContain(`[127.0.0.1]:${idrac.port} ${idrac.hostKey}`);
      await ironbridge.setConsole('changed', false);
      await expectConsole(ironbridge, 'changed', 'disabled');

      await idrac.replaceHostKey();
      expect(await failure('changed')).toMatch(
        /host key of the iDRAC at \[127\.0\.0\.1\]:\d+ is not the one that was pinned.*ssh-keygen -R/,
      );
      expect((await ironbridge.node('changed')).console_enabled).toBe(false);
      expect(idrac.failedLogins()).toBe(0);
    });

    it('notices a host key that changes while the console is in use, and gives nobody the password', async () => {
      const idrac = await enrol('replaced');
      await enable('replaced');
      await echoes(await open('replaced'), 'before');
      const opened = await idrac.opened();
      await idrac.replaceHostKey();
      await eventually(async () => {
        expect((await ironbridge.node('replaced')).last_error).toMatch(/host key/i);
      }, 30_000);
      expect(await idrac.opened()).toBe(opened);
    });

    it('takes the host key of driver_info, and no other', async () => {
      await enrol('given', {}, ({ hostKey }) => ({ drac_ssh_host_key: `${hostKey} idrac` }));
      await enable('given');
      await echoes(await open('given'), 'hello');

      const other = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPqGR/trZX2a+yR6qTcLrXJFJ5VY33Lox9nJs/mJufCT';
      const idrac = await enrol('foreign', {}, () => ({ drac_ssh_host_key: other }));
      expect(await failure('foreign')).toMatch(/is not that of driver_info\/drac_ssh_host_key/);
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
      expect(await failure(name)).toMatch(says);
      expect((await ironbridge.node(name)).console_enabled).toBe(false);
      expect(idrac.failedLogins()).toBeLessThanOrEqual(1);
      expect(await consolePrograms()).toEqual([]);
    });

    it('tells viewers of a line that is lost, and restores it', async () => {
      const idrac = await enrol('lost');
      await enable('lost');
      const terminal = await open('lost');
      await echoes(terminal, 'before');
      idrac.network.cut();
      await eventually(async () => {
        expect(await idrac.opened()).toBe(2);
      }, 30_000);
      await echoes(terminal, 'after');
    });

    it('works on after kill -9, with the password nowhere and nothing left over', async () => {
      const idrac = await enrol('killed');
      await enable('killed');
      await echoes(await open('killed'), 'before');
      const search = new SecretSearch();
      search.learn('the password', idrac.password);
      const collect = async (): Promise<void> => {
        const processes = [
          ...(await consolePrograms()),
          ...(await listProcessTree(ironbridge.program.pid).catch(() => [])),
        ];
        for (const { pid, cmdline, environ } of processes) {
          search.collect(`argv of ${pid}`, cmdline);
          search.collect(`environ of ${pid}`, environ);
        }
        for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
          const path = join(entry.parentPath, entry.name);
          if (entry.isFile()) search.collect(path, await readFile(path).catch(() => ''));
        }
        search.collect('the log', ironbridge.program.stdout + ironbridge.program.stderr);
      };
      await collect();
      await ironbridge.program.end('SIGKILL');
      await collect();

      ironbridge = await start();
      await eventually(async () => {
        expect(await idrac.opened()).toBe(2);
      }, 30_000);
      await echoes(await open('killed'), 'after');
      await collect();
      expect(search.findings()).toEqual([]);
      const socats = (await consolePrograms()).filter(({ cmdline }) => cmdline.includes('UNIX-LISTEN'));
      // One that listens, and its child that holds the session.
      expect(socats).toHaveLength(2);
      expect((await consolePrograms()).filter(({ cmdline }) => cmdline.startsWith('ssh\0'))).toHaveLength(1);
    });
  },
  { asRoot: true },
);
