import { eventually } from '@ironbridge/testkit';
import { readdir, readFile } from 'node:fs/promises';
import { ConsoleService, LINK_TOKEN, SESSION_KEY, type ConsoleViewer } from '../support/console-service.js';
import { IRONBRIDGE } from '../support/ironbridge.js';
import { describeWithPrograms } from '../support/requires-program.js';
import { SpawnedProgram } from '../support/spawned-program.js';
import { TerminalProgram } from '../support/terminal-program.js';

jest.setTimeout(60_000);

/** Whether the terminal is raw, as `stty` sees it before and after. */
const MODE = 'stty -a | grep -o -- "-\\?icanon"';

describeWithPrograms('ironbridge console open', ['/usr/bin/script'], () => {
  let service: ConsoleService;
  let terminal: TerminalProgram | undefined;

  beforeEach(async () => {
    service = await ConsoleService.start();
  });
  afterEach(async () => {
    await terminal?.kill();
    terminal = undefined;
    await service.close();
  });

  const command = (node = 'n1') => `${IRONBRIDGE} console open --api ${service.url} ${node}`;

  async function open(): Promise<{ terminal: TerminalProgram; viewer: ConsoleViewer }> {
    const opened = new TerminalProgram(`${MODE}; ${command()}; echo status=$?; ${MODE}`);
    terminal = opened;
    const viewer = await service.viewer();
    viewer.tell();
    await opened.showing(/connected; ~\? tells/);
    return { terminal: opened, viewer };
  }

  it('carries what is typed and what the line says, and leaves the terminal as it was on ~.', async () => {
    const { terminal: opened, viewer } = await open();
    opened.type('ls\r\x03\x1a\r');
    await eventually(() => {
      expect(viewer.typed).toBe('ls\r\x03\x1a\r');
    });
    await opened.showing(/<ls\r/);
    opened.type('~.');
    await opened.showing(/status=0\s+icanon/);
    expect(opened.screen).toMatch(/^icanon/);
    expect(viewer.typed).toBe('ls\r\x03\x1a\r');
    expect(await opened.ended()).toBe(0);
  });

  it('sends a break and a tilde, and tells which keys there are', async () => {
    const { terminal: opened, viewer } = await open();
    opened.type('~B');
    await eventually(() => {
      expect(viewer.controls).toEqual(['{"type":"break"}']);
    });
    opened.type('~?');
    await opened.showing(/~\.\s+leave/);
    opened.type('~~x');
    await opened.showing(/<~x>/);
  });

  it('types nothing while another person does, says so, and can leave', async () => {
    const { terminal: opened, viewer } = await open();
    viewer.tell({ writable: false, writer: 'bob' });
    await opened.showing(/bob is typing; you are watching/);
    opened.type('lost\r');
    viewer.tell({ line: 'down', reason: 'SOL session closed by BMC', writable: false, writer: 'bob' });
    await opened.showing(/the line is down \(SOL session closed by BMC\)/);
    opened.type('~.');
    await opened.showing(/status=0/);
    expect(viewer.typed).toBe('');
  });

  it('connects again by itself', async () => {
    const { terminal: opened, viewer } = await open();
    viewer.close(1012, 'The console service is restarting; connect again');
    await opened.showing(/is restarting; connect again\. Connecting again/);
    const second = await service.viewer(2);
    second.tell();
    second.print('back');
    await opened.showing(/back/);
    opened.type('x');
    await opened.showing(/<x>/);
    expect(service.redeemed).toEqual([JSON.stringify({ token: LINK_TOKEN })]);
  });

  it('ends with a sentence and status 1 where the console ended for good, and restores the terminal', async () => {
    const { terminal: opened, viewer } = await open();
    viewer.close(4403, 'This console was closed by an operator');
    await opened.showing(/This console was closed by an operator.*status=1\s+icanon/s);
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGINT', 130],
  ] as const)('restores the terminal on %s', async (signal, status) => {
    const { terminal: opened } = await open();
    process.kill(await pidOf(service.url), signal);
    await opened.showing(new RegExp(`status=${String(status)}\\s+icanon`));
  });

  it('shows neither token nor session key, in its output or its command line', async () => {
    const { terminal: opened } = await open();
    const commandLine = await readFile(`/proc/${String(await pidOf(service.url))}/cmdline`, 'latin1');
    opened.type('~.');
    await opened.ended();
    for (const text of [opened.screen, commandLine]) {
      expect(text).not.toContain(LINK_TOKEN);
      expect(text).not.toContain(SESSION_KEY);
    }
  });

  it('sends what a pipe holds, tildes too, shows the answer, and ends once the line is silent', async () => {
    const args = ['console', 'open', '--api', service.url, 'n1'];
    const program = new SpawnedProgram(IRONBRIDGE, args, { stdin: '~.uptime\r' });
    const viewer = await service.viewer();
    viewer.tell({ writable: false, writer: 'bob' });
    await program.saying(/bob is typing/);
    viewer.tell();
    await program.saying(/<~\.uptime\r>/);
    expect(await program.ending()).toBe(0);
    expect(program.stdout).toBe('<~.uptime\r>');
    expect(viewer.typed).toBe('~.uptime\r');
  });

  it('prints the link of a graphical console', async () => {
    service.type = 'vnc';
    const program = new SpawnedProgram(IRONBRIDGE, ['console', 'open', '--api', service.url, 'n1']);
    expect(await program.ending()).toBe(0);
    expect(program.stdout).toContain(`${service.url}/#token=${LINK_TOKEN}`);
    expect(service.redeemed).toEqual([]);
  });

  it.each([
    ['n1', 'The console is not enabled'],
    ['n2', 'Node n2 could not be found'],
  ])('says why %s cannot be opened', async (node, why) => {
    service.type = null;
    const program = new SpawnedProgram(IRONBRIDGE, ['console', 'open', '--api', service.url, node]);
    expect(await program.ending()).toBe(1);
    expect(program.stderr).toContain(why);
  });
});

/** The process whose command line asks this API for a console. */
async function pidOf(url: string): Promise<number> {
  for (const entry of await readdir('/proc')) {
    const commandLine = await readFile(`/proc/${entry}/cmdline`, 'latin1').catch(() => '');
    const words = commandLine.split('\0');
    if (words[0]?.endsWith('node') === true && words.includes(url)) return Number(entry);
  }
  throw new Error('The command is not running');
}
