import { readFile } from 'node:fs/promises';
import { eventually } from '@ironbridge/testkit';
import { CHROMIUM } from '../support/chromium.js';
import { enableConsole, newLink } from '../support/enable-console.js';
import { startIronbridge, type Ironbridge } from '../support/ironbridge.js';
import { describeWithPrograms } from '../support/requires-program.js';
import { startBmc } from '../support/simulated-bmc.js';
import { openViewer } from '../support/viewer-page.js';
import { startXtigervnc, XTIGERVNC_PROGRAMS, type XtigervncServer } from '../support/xtigervnc.js';

jest.setTimeout(90_000);

const programs = [...XTIGERVNC_PROGRAMS, CHROMIUM];

describeWithPrograms('the console of a server behind Xtigervnc', programs, () => {
  let server: XtigervncServer;
  let ironbridge: Ironbridge;
  let link: string;

  beforeAll(async () => {
    server = await startXtigervnc();
    const { port, passwordFile } = server;
    const { driverInfo } = await startBmc({ vnc: { kind: 'external', port, apply: passwordFile.apply } });
    ironbridge = await startIronbridge();
    await ironbridge.enrol('x', driverInfo);
    link = await enableConsole(ironbridge, 'x');
  });

  const typed = (text: string): Promise<void> =>
    eventually(async () => {
      expect(await readFile(server.typedFile, 'utf8')).toBe(text);
    });

  it('brings text that is typed in the browser to the terminal, capitals and signs too', async () => {
    const viewer = await openViewer(link);
    await viewer.reaching('connected');
    await viewer.showing(({ colours }) => colours.length > 1);
    await viewer.page.locator('canvas').click();
    await viewer.page.keyboard.type('Hello, Ironbridge! (2 + 2 = 4) ~/a_b|c\n');
    await typed('Hello, Ironbridge! (2 + 2 = 4) ~/a_b|c\n');
    await viewer.saveScreenshot('xtigervnc');
    expect(viewer.misdeeds).toEqual({ violations: [], accidents: [] });
    await viewer.close();
  });

  it('carries text between the clipboard panel and the clipboard of the server', async () => {
    const viewer = await openViewer(await newLink(ironbridge, 'x'));
    await viewer.reaching('connected');
    await viewer.showing(({ colours }) => colours.length > 1);
    const { page } = viewer;
    await page.getByTestId('scale').click();
    const corner = await page.locator('canvas').boundingBox();
    if (corner === null) throw new Error('The canvas is not shown');
    await page.mouse.dblclick(corner.x + 20, corner.y + 10);
    const received = page.getByTestId('clipboard-received');
    await eventually(async () => {
      expect(await received.inputValue()).toBe('Hello');
    });
    await page.getByTestId('clipboard').click();
    await page.getByTestId('clipboard-text').fill('from the browser');
    await page.getByTestId('clipboard-send').click();
    await page.locator('canvas').hover();
    await eventually(async () => {
      await page.mouse.click(corner.x + 300, corner.y + 300, { button: 'middle' });
      await page.keyboard.press('Enter');
      expect(await readFile(server.typedFile, 'utf8')).toContain('from the browser\n');
    });
    await viewer.saveScreenshot('xtigervnc-clipboard');
    await viewer.close();
  });

  it('lets a second viewer in with a new password after the console was started anew', async () => {
    const before = await readFile(server.passwordFile.path);
    await ironbridge.setConsole('x', false);
    await eventually(async () => {
      expect((await ironbridge.node('x')).console_enabled).toBe(false);
    });
    const viewer = await openViewer(await enableConsole(ironbridge, 'x'));
    expect(await readFile(server.passwordFile.path)).not.toEqual(before);
    await viewer.reaching('connected');
    await viewer.showing(({ colours }) => colours.length > 1);
    expect(await viewer.page.getByTestId('desktop-name').textContent()).toContain('xterm of the test');
  });
});
