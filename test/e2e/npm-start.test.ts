import { once } from 'node:events';
import { connect } from 'node:net';
import { eventually } from '@ironbridge/testkit';
import type { BrowserContext, Page } from 'playwright-core';
import { CHROMIUM, openChromium } from '../support/chromium.js';
import { freshClone, GIT, type FreshClone, type StartedClone } from '../support/fresh-clone.js';
import { describeWithPrograms } from '../support/requires-program.js';
import { isGroupAlive } from '../support/spawned-program.js';
import { pixelsOf, ViewerPage, watchMisdeeds, type Misdeeds } from '../support/viewer-page.js';

jest.setTimeout(600_000);

/** Colours of the simulator's picture: what was typed, and the pointer while its left button is down. */
const TYPED = '#9fef9f';
const POINTER_DOWN = '#ff4040';

const isRefused = async (url: string): Promise<boolean> => {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  try {
    await once(socket, 'connect');
    return false;
  } catch {
    return true;
  } finally {
    socket.destroy();
  }
};

describeWithPrograms('npm start in a fresh clone', [GIT, CHROMIUM], () => {
  let clone: FreshClone;
  let started: StartedClone;
  let context: BrowserContext;
  let misdeeds: Misdeeds;
  let servers: Page;

  const row = (name: string) => servers.locator(`[data-node-name="${name}"]`);
  const uuids = () =>
    servers
      .getByTestId('node')
      .evaluateAll((rows) => rows.map((element) => element.getAttribute('data-node-uuid')));

  async function start(): Promise<void> {
    started = await clone.start();
    const browser = await openChromium();
    context = await browser.newContext();
    misdeeds = await watchMisdeeds(context);
    servers = await context.newPage();
    await servers.goto(started.serversUrl);
  }

  async function openConsoleOf(name: string): Promise<ViewerPage> {
    const opened = context.waitForEvent('page');
    await row(name).getByTestId('open-console').click();
    const viewer = new ViewerPage(await opened);
    await viewer.reaching('connected', 60_000);
    await viewer.moving();
    return viewer;
  }

  async function interrupt(): Promise<void> {
    const { program } = started;
    // A terminal tells the whole group. The sh between npm and the program then ends by that signal, so npm does as well.
    expect([0, null]).toContain(await program.end('SIGINT'));
    await eventually(() => {
      expect(isGroupAlive(program.pid)).toBe(false);
    });
    expect(program.stderr).toContain('"msg":"Ending"');
    expect(program.stderr).not.toMatch(/npm error|"level":[56]0/);
    for (const url of [started.apiUrl, started.proxyUrl]) expect(await isRefused(url)).toBe(true);
    await context.close();
  }

  beforeAll(async () => {
    clone = await freshClone();
    await start();
  });

  let uuidsBefore: readonly (string | null)[];

  it('installs, builds, and shows three servers', async () => {
    await servers.getByTestId('node').nth(2).waitFor();
    uuidsBefore = await uuids();
    expect(uuidsBefore).toHaveLength(3);
    expect(await servers.getByTestId('summary').textContent()).toContain('3 servers');
  });

  it('opens a console in a window of its own with one click, and keys and mouse reach it', async () => {
    const viewer = await openConsoleOf('rack1-node1');
    expect(pixelsOf(await viewer.picture(), TYPED)).toBe(0);
    await viewer.page.keyboard.type('hello from the browser');
    await viewer.showing((picture) => pixelsOf(picture, TYPED) > 500);
    await viewer.page.locator('canvas').hover();
    await viewer.page.mouse.down();
    await viewer.showing((picture) => pixelsOf(picture, POINTER_DOWN) > 0);
    await viewer.page.mouse.up();
    await viewer.showing((picture) => pixelsOf(picture, POINTER_DOWN) === 0);
    await viewer.saveScreenshot('npm-start');
    expect(await viewer.page.getByTestId('node-name').textContent()).toBe('rack1-node1');
    await viewer.page.close();
  });

  it('says at the server without a licence why its console does not open', async () => {
    await row('rack1-node3-unlicensed').getByTestId('open-console').click();
    await row('rack1-node3-unlicensed')
      .getByTestId('last-error')
      .filter({ hasText: /licen[cs]e/i })
      .waitFor();
    await new ViewerPage(servers).saveScreenshot('npm-start-servers');
    expect(misdeeds).toEqual({ violations: [], accidents: [] });
  });

  it('ends at Ctrl-C, and leaves nothing behind', interrupt);

  it('starts again with the same servers, and the console that was enabled opens again', async () => {
    await start();
    console.info(`The second start was ready after ${started.readyAfterMs.toFixed(0)} ms`);
    await row('rack1-node1').getByTestId('console-state').filter({ hasText: 'enabled' }).waitFor();
    expect(await uuids()).toEqual(uuidsBefore);
    const viewer = await openConsoleOf('rack1-node1');
    await viewer.page.close();
    await interrupt();
  });
});
