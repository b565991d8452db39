import { eventually } from '@ironbridge/testkit';
import { CHROMIUM } from '../support/chromium.js';
import { enableConsole } from '../support/enable-console.js';
import { startIronbridge, type Ironbridge } from '../support/ironbridge.js';
import { describeWithPrograms } from '../support/requires-program.js';
import { startBmc, type SimulatedBmc } from '../support/simulated-bmc.js';
import { openViewer, type WatchedViewer } from '../support/viewer-page.js';

jest.setTimeout(60_000);

const NODE = 'rack7-node2';
const HOSTILE = '<img src=x onerror=alert(1)><script>alert(2)</script>"\'&lt;b&gt;';

/** X11 keysyms. */
const CONTROL = 0xffe3;
const ALT = 0xffe9;
const DELETE = 0xffff;
const keysymsOf = (text: string): readonly number[] => Array.from(text, (letter) => letter.charCodeAt(0));

describeWithPrograms('the controls of the viewer page', [CHROMIUM], () => {
  let bmc: SimulatedBmc;
  let ironbridge: Ironbridge;
  let viewer: WatchedViewer;

  async function openConsole(config: Record<string, Record<string, string>> = {}): Promise<void> {
    bmc = await startBmc({ vnc: { kind: 'built-in', name: HOSTILE } });
    ironbridge = await startIronbridge({ config });
    await ironbridge.enrol(NODE, bmc.driverInfo);
    viewer = await openViewer(await enableConsole(ironbridge, NODE));
    await viewer.reaching('connected');
    await viewer.moving();
  }
  const button = (name: string) => viewer.page.getByTestId(name);
  const keysSince = async (before: number, expected: readonly number[]): Promise<void> =>
    eventually(() => {
      expect(bmc.simulator.keysSeen.slice(before)).toEqual(expected);
    });

  afterEach(() => {
    expect(viewer.misdeeds).toEqual({ violations: [], accidents: [] });
  });
  const end = async (): Promise<void> => {
    await viewer.close();
    expect(await ironbridge.program.end('SIGINT')).toBe(0);
  };

  describe('of a console for reading and writing', () => {
    beforeAll(() => openConsole());
    afterAll(end);

    it('press Ctrl, Alt and Del on the server', async () => {
      await button('ctrl-alt-del').click();
      await keysSince(0, [CONTROL, ALT, DELETE]);
    });

    it('bring the pointer to the place of the server that the person points at', async () => {
      const { width, height } = await viewer.picture();
      const box = await viewer.page.locator('canvas').boundingBox();
      if (box === null) throw new Error('The canvas is not shown');
      await viewer.page.mouse.click(box.x + box.width / 4, box.y + box.height / 2);
      const pressed = await eventually(() => {
        const event = bmc.simulator.pointerSeen.find(({ buttons }) => buttons === 1);
        if (event === undefined) throw new Error('No button was pressed');
        return event;
      });
      expect(Math.abs(pressed.x - width / 4)).toBeLessThanOrEqual(1);
      expect(Math.abs(pressed.y - height / 2)).toBeLessThanOrEqual(1);
    });

    it('scale the screen to the window, and show it one to one', async () => {
      const { width } = await viewer.picture();
      const shownWidth = async (): Promise<number> =>
        (await viewer.page.locator('canvas').boundingBox())?.width ?? 0;
      expect(await shownWidth()).toBeGreaterThan(width);
      await button('scale').click();
      expect(await shownWidth()).toBe(width);
      await button('scale').click();
      expect(await shownWidth()).toBeGreaterThan(width);
    });

    it('fill the whole screen, and give it back', async () => {
      await button('full-screen').click();
      await viewer.page.waitForFunction(() => document.fullscreenElement !== null);
      await viewer.page.waitForSelector('#full-screen[aria-pressed="true"]');
      await viewer.moving();
      await button('full-screen').click();
      await viewer.page.waitForFunction(() => document.fullscreenElement === null);
    });

    it('type text of the clipboard panel, key by key', async () => {
      const before = bmc.simulator.keysSeen.length;
      await button('clipboard').click();
      await button('clipboard-text').fill('root\nls');
      await button('clipboard-type').click();
      await keysSince(before, [...keysymsOf('root'), 0xff0d, ...keysymsOf('ls')]);
      await viewer.saveScreenshot('viewer-clipboard');
      await button('clipboard').click();
      expect(await button('clipboard-panel').isVisible()).toBe(false);
    });

    it('send nothing while the person only watches', async () => {
      const before = bmc.simulator.keysSeen.length;
      await button('view-only').check();
      await viewer.page.locator('canvas').click();
      await viewer.page.keyboard.type('lost');
      await viewer.moving();
      await button('view-only').uncheck();
      await viewer.page.locator('canvas').click();
      await viewer.page.keyboard.type('kept');
      await keysSince(before, keysymsOf('kept'));
    });

    it('show a hostile name of the desktop as text (CVE-2017-18635); no server can have one', async () => {
      const { status } = await ironbridge.call('POST', '/v1/nodes', { name: HOSTILE, driver: 'idrac' });
      expect(status).toBe(400);
      expect(await button('desktop-name').textContent()).toBe(HOSTILE);
      expect(await viewer.page.locator('img, script:not([src])').count()).toBe(0);
    });
  });

  describe('of a console for watching only ([vnc] read_only)', () => {
    beforeAll(() => openConsole({ vnc: { port: '0', read_only: 'true' } }));
    afterAll(end);

    it('are off, and say so', async () => {
      expect(await button('view-only').isChecked()).toBe(true);
      for (const name of ['view-only', 'ctrl-alt-del']) expect(await button(name).isDisabled()).toBe(true);
    });

    it('reach nothing where a person switches them on by hand, and the picture goes on', async () => {
      await button('view-only').evaluate((element) => {
        const box = element as HTMLInputElement;
        box.disabled = false;
        box.checked = false;
        box.dispatchEvent(new Event('change'));
      });
      await button('ctrl-alt-del').click();
      await viewer.page.locator('canvas').click();
      await viewer.page.keyboard.type('not to be seen');
      // What the page asks for after the keys comes through the same parser, so by then they have been dropped.
      for (let frame = 0; frame < 5; frame += 1) await viewer.moving();
      expect(bmc.simulator.keysSeen).toEqual([]);
      expect(bmc.simulator.pointerSeen).toEqual([]);
      await viewer.reaching('connected');
    });
  });
});
