import type { Browser, BrowserContext, Page } from 'playwright-core';
import { buildPages, describeInChromium, launchChromium, watchMisdeeds, type Misdeeds } from './chromium.js';
import { MockProxy, SESSION_KEY, type MockProxyOptions } from './mock-proxy.js';

jest.setTimeout(30_000);

const TOKEN = 'tOkenOfTheTest';
const HOSTILE = '<img src=x onerror=alert(1)>"\'&lt;script&gt;';

describeInChromium('the viewer page', () => {
  let browser: Browser;
  let context: BrowserContext;
  let misdeeds: Misdeeds;
  let proxy: MockProxy;
  let page: Page;

  beforeAll(async () => {
    buildPages();
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
  });
  beforeEach(async () => {
    context = await browser.newContext();
    misdeeds = await watchMisdeeds(context);
  });
  afterEach(async () => {
    await context.close();
    await proxy.close();
  });

  async function open(options: MockProxyOptions = {}, fragment = `#token=${TOKEN}`): Promise<void> {
    proxy = await MockProxy.start(options);
    page = await context.newPage();
    await page.goto(`${proxy.origin}/${fragment}`);
  }

  const byTestId = (id: string) => page.getByTestId(id);
  const reached = (state: string) => page.waitForSelector(`#status[data-state="${state}"]`);

  describe('the colours it asks for', () => {
    it.each([
      [undefined, 32],
      [{ depth: 8 } as const, 8],
    ])('with the screen %j have %i bits per pixel, and are shown', async (screen, bitsPerPixel) => {
      await open({ ...(screen !== undefined && { screen }) });
      await reached('connected');
      const server = await proxy.viewer();
      await server.until(({ bitsPerPixel: asked }) => asked.length > 0);
      expect(server.bitsPerPixel).toEqual([bitsPerPixel]);
      // Mainly blue, whichever way it came.
      await page.waitForFunction(() => {
        const canvas = document.querySelector('canvas');
        const [red = 0, , blue = 0] = canvas?.getContext('2d')?.getImageData(5, 5, 1, 1).data ?? [];
        return blue > 180 && red < 100;
      });
    });
  });

  describe('its secrets', () => {
    it('takes the token out of the address bar and puts token and key nowhere (LP#1447679)', async () => {
      const logged: string[] = [];
      context.on('console', (message) => logged.push(message.text()));
      await open();
      await reached('connected');
      expect(page.url()).toBe(`${proxy.origin}/`);
      expect(proxy.redeemed).toEqual([JSON.stringify({ token: TOKEN })]);
      expect(proxy.offered).toEqual([['binary', `ironbridge.session.${SESSION_KEY}`]]);
      const seen = [await page.content(), await page.title(), ...proxy.requestedUrls, ...logged].join('\n');
      expect(seen).not.toContain(TOKEN);
      expect(seen).not.toContain(SESSION_KEY);
      expect(await page.evaluate(() => history.length)).toBeLessThanOrEqual(2);
    });

    it('reconnects after a reload, without the token', async () => {
      await open();
      await reached('connected');
      await page.reload();
      await reached('connected');
      expect(proxy.redeemed).toHaveLength(1);
      expect(proxy.offered[1]).toEqual(proxy.offered[0]);
    });

    it('redeems a second link that is pasted into the same tab', async () => {
      await open();
      await reached('connected');
      await page.evaluate(() => {
        location.hash = '#token=second';
      });
      await proxy.viewer(2);
      await reached('connected');
      expect(proxy.redeemed.at(-1)).toBe('{"token":"second"}');
      expect(page.url()).not.toContain('second');
    });
  });

  describe('the policy', () => {
    it('lets noVNC draw, without a violation', async () => {
      await open();
      await reached('connected');
      await page.waitForFunction(() => {
        const canvas = document.querySelector('canvas');
        const pixel = canvas?.getContext('2d')?.getImageData(10, 10, 1, 1).data;
        return pixel?.[0] === 30 && pixel[1] === 90 && pixel[2] === 200;
      });
      expect(misdeeds).toEqual({ violations: [], accidents: [] });
    });

    it('stops what a page must not do, and is seen to stop it', async () => {
      await open();
      await reached('connected');
      await page.evaluate(() => {
        const image = document.createElement('img');
        document.body.append(image);
        return new Promise((resolve) => {
          document.addEventListener('securitypolicyviolation', resolve, { once: true });
          image.src = 'https://evil.example/';
        });
      });
      expect(misdeeds.violations).toEqual(['img-src']);
    });

    it('shows hostile names as text (CVE-2017-18635)', async () => {
      await open({ nodeName: HOSTILE, desktopName: HOSTILE });
      await reached('connected');
      expect(await byTestId('node-name').textContent()).toBe(HOSTILE);
      await page.waitForFunction(
        (name) => document.getElementById('desktop-name')?.textContent === name,
        HOSTILE,
      );
      expect(await page.locator('img, script:not([src])').count()).toBe(0);
      expect(misdeeds).toEqual({ violations: [], accidents: [] });
    });
  });

  describe('the end of a connection', () => {
    it('shows the reason of the proxy as text, and does not reconnect', async () => {
      await open();
      await reached('connected');
      const reason = `The BMC refused: ${HOSTILE}`;
      (await proxy.viewer()).close(4410, reason);
      await reached('ended');
      expect(await byTestId('reason').textContent()).toBe(reason);
      expect(await byTestId('status').textContent()).toContain(reason);
      expect(await byTestId('reconnect').isVisible()).toBe(false);
      expect(misdeeds).toEqual({ violations: [], accidents: [] });
    });

    it('reconnects by itself after the proxy restarted', async () => {
      await open();
      await reached('connected');
      (await proxy.viewer()).close(1012);
      await reached('reconnecting');
      expect(await byTestId('countdown').textContent()).toMatch(/^Next attempt in \d+ s$/);
      await proxy.viewer(2);
      await reached('connected');
      expect(proxy.redeemed).toHaveLength(1);
    });

    it('waits for the person where all viewers of a BMC are taken', async () => {
      await open();
      (await proxy.viewer()).close(4409, 'Both viewers of this BMC are taken.');
      await reached('ended');
      await byTestId('reconnect').click();
      await proxy.viewer(2);
      await reached('connected');
    });

    it('forgets a session that opens nothing any more', async () => {
      await open();
      await reached('connected');
      (await proxy.viewer()).close(4401, 'This link is no longer valid; ask for a new one.');
      await reached('ended');
      await page.reload();
      await reached('ended');
      expect(proxy.viewers).toHaveLength(1);
    });

    it('does not try for ever where the proxy is up and refuses the session', async () => {
      await open();
      await reached('connected');
      proxy.isRefusing = true;
      await page.reload();
      await reached('ended');
      expect(await byTestId('reason').textContent()).toContain('ask for a new link');
      proxy.isRefusing = false;
      await byTestId('reconnect').click();
      await reached('connected');
    });

    it('ends when the person disconnects, and comes back when they say so', async () => {
      await open();
      await reached('connected');
      await byTestId('disconnect').click();
      await reached('ended');
      await byTestId('reconnect').click();
      await proxy.viewer(2);
      await reached('connected');
    });

    it('offers no button without a use once it has ended, and all of them again when it is back', async () => {
      const names = ['ctrl-alt-del', 'clipboard', 'scale', 'full-screen', 'view-only', 'disconnect'];
      const enabled = async () => {
        const areEnabled = await Promise.all(names.map((name) => byTestId(name).isEnabled()));
        return names.filter((_, index) => areEnabled[index] === true);
      };
      await open();
      await reached('connected');
      expect(await enabled()).toEqual(names);
      await byTestId('disconnect').click();
      await reached('ended');
      expect(await enabled()).toEqual([]);
      await byTestId('reconnect').click();
      await reached('connected');
      expect(await enabled()).toEqual(names);
    });

    it('keeps what was copied within reach once it has ended', async () => {
      await open();
      await reached('connected');
      (await proxy.viewer()).sendCutText('from the server');
      await page.waitForFunction(() =>
        [...document.querySelectorAll('textarea')].some(({ value }) => value === 'from the server'),
      );
      await byTestId('disconnect').click();
      await reached('ended');
      await byTestId('clipboard').click();
      expect(await byTestId('clipboard-received').inputValue()).toBe('from the server');
      expect(await byTestId('clipboard-send').isDisabled()).toBe(true);
    });

    it('shows why a token was refused, and the request id', async () => {
      await open({
        redeemError: { status: 401, message: `No longer valid ${HOSTILE}`, requestId: 'req-42' },
      });
      await reached('ended');
      expect(await byTestId('reason').textContent()).toBe(`No longer valid ${HOSTILE}`);
      expect(await byTestId('request-id').textContent()).toBe('Request req-42');
      expect(proxy.viewers).toHaveLength(0);
    });

    it('says what to do where it was opened without a link', async () => {
      await open({}, '');
      await reached('ended');
      expect(await byTestId('reason').textContent()).toContain('link');
      expect(proxy.redeemed).toHaveLength(0);
    });
  });

  describe('its controls', () => {
    it('presses Ctrl-Alt-Del', async () => {
      await open();
      await reached('connected');
      await byTestId('ctrl-alt-del').click();
      const viewer = await proxy.viewer();
      await viewer.until(({ pressedKeys }) => pressedKeys.length >= 3);
      expect(viewer.pressedKeys).toEqual([0xffe3, 0xffe9, 0xffff]);
    });

    it('gives the screen the focus once it is connected, and takes it back by keyboard', async () => {
      await open();
      await reached('connected');
      await page.keyboard.press('x');
      const viewer = await proxy.viewer();
      await viewer.until(({ pressedKeys }) => pressedKeys.includes(0x78));
      await page.keyboard.press('Control+Alt+Shift+KeyB');
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('scale');
    });

    it('sends and shows text, and types it as keys', async () => {
      await open();
      await reached('connected');
      const viewer = await proxy.viewer();
      await byTestId('clipboard').click();
      await byTestId('clipboard-text').fill('hi');
      await byTestId('clipboard-send').click();
      await viewer.until(({ cutTexts }) => cutTexts.includes('hi'));
      await byTestId('clipboard-type').click();
      await viewer.until(({ pressedKeys }) => pressedKeys.length === 2);
      expect(viewer.pressedKeys).toEqual([0x68, 0x69]);
      viewer.sendCutText('from the server');
      const received = byTestId('clipboard-received');
      await page.waitForFunction(
        (element) => element instanceof HTMLTextAreaElement && element.value === 'from the server',
        await received.elementHandle(),
      );
    });

    it('scales to the window, or shows one to one', async () => {
      await open();
      await reached('connected');
      const width = async () => (await page.locator('canvas').boundingBox())?.width ?? 0;
      expect(await width()).toBeGreaterThan(320);
      await byTestId('scale').click();
      expect(await width()).toBe(320);
    });

    it('sends nothing while the person only watches', async () => {
      await open();
      await reached('connected');
      await byTestId('view-only').check();
      expect(await byTestId('ctrl-alt-del').isDisabled()).toBe(true);
      await page.locator('canvas').click();
      await page.keyboard.press('x');
      await byTestId('view-only').uncheck();
      await page.locator('canvas').click();
      await page.keyboard.press('y');
      const viewer = await proxy.viewer();
      await viewer.until(({ pressedKeys }) => pressedKeys.includes(0x79));
      expect(viewer.pressedKeys).toEqual([0x79]);
    });

    it('only watches where the session is read-only', async () => {
      await open({ mode: 'read-only' });
      await reached('connected');
      expect(await byTestId('view-only').isChecked()).toBe(true);
      expect(await byTestId('view-only').isDisabled()).toBe(true);
      expect(await byTestId('ctrl-alt-del').isDisabled()).toBe(true);
      await byTestId('clipboard').click();
      expect(await byTestId('clipboard-send').isDisabled()).toBe(true);
      expect(await byTestId('clipboard-type').isDisabled()).toBe(true);
    });
  });
});
