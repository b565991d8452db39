import { eventually } from '@ironbridge/testkit';
import type { Browser, Page } from 'playwright-core';
import { openChromium } from '../support/chromium.js';
import { IPMI_SIM, IPMITOOL, startIpmiSim, type IpmiSim } from '../support/ipmi-sim.js';
import { IRONBRIDGE, startIronbridge, type Ironbridge } from '../support/ironbridge.js';
import { describeWithPrograms } from '../support/requires-program.js';
import { TerminalProgram } from '../support/terminal-program.js';

jest.setTimeout(90_000);

const PROGRAMS = ['/usr/bin/chromium', '/usr/bin/socat', '/usr/bin/script', IPMI_SIM, IPMITOOL];

describeWithPrograms('a serial console over a real IPMI simulator', PROGRAMS, () => {
  let sim: IpmiSim;
  let ironbridge: Ironbridge;
  let browser: Browser;

  beforeAll(async () => {
    [sim, browser] = await Promise.all([startIpmiSim(), openChromium()]);
    ironbridge = await startIronbridge({
      config: { DEFAULT: { enabled_console_interfaces: 'ipmitool-socat, no-console' } },
    });
    await ironbridge.enrol('n1', sim.driverInfo, { driver: 'ipmi', console_interface: 'ipmitool-socat' });
    await ironbridge.setConsole('n1', true);
    await eventually(async () => {
      expect((await ironbridge.node('n1')).console_enabled).toBe(true);
    }, 20_000);
  });
  afterAll(async () => {
    await browser.close();
    await ironbridge.setConsole('n1', false);
    await eventually(async () => {
      expect((await ironbridge.node('n1')).console_enabled).toBe(false);
    }, 20_000);
    await ironbridge.program.end();
    await sim.close();
  });

  async function open(): Promise<Page> {
    const page = await (await browser.newContext()).newPage();
    await page.goto((await ironbridge.console('n1')).console_info?.url ?? '');
    await page.waitForSelector('#status[data-state="connected"]');
    return page;
  }

  const shows = (page: Page, text: string) =>
    page.waitForFunction((part) => document.querySelector('.xterm-rows')?.textContent.includes(part), text, {
      timeout: 10_000,
    });

  it('echoes what is typed, to all who watch, one of whom types after the other', async () => {
    const first = await open();
    await first.keyboard.type('\rfirst\r');
    await shows(first, 'echo <first>');
    const second = await open();
    await shows(second, 'echo <first>');
    await second
      .getByTestId('line-status')
      .getByText(/is typing; you are watching/)
      .waitFor();
    await second.keyboard.type('nothing\r');
    for (let i = 0; i < 10; i++) await ironbridge.console('n1');
    await first.keyboard.type('again\r');
    await shows(second, 'echo <again>');
    await first.reload();
    await first.waitForSelector('#status[data-state="connected"]');
    await second.getByTestId('line-status').waitFor({ state: 'hidden' });
    await second.keyboard.type('second\r');
    await shows(first, 'echo <second>');
    expect(sim.typed()).not.toContain('nothing');
    await first.context().close();
    await second.context().close();
  });

  it('is there for a terminal too, which ~. leaves', async () => {
    const terminal = new TerminalProgram(
      `${IRONBRIDGE} console open --api ${ironbridge.apiUrl} n1; echo status=$?`,
    );
    await terminal.showing(/connected/);
    terminal.type('\rfrom a terminal\r');
    await terminal.showing(/echo <from a terminal>/);
    terminal.type('~.');
    await terminal.showing(/status=0/);
    expect(await terminal.ended()).toBe(0);
  });
});
