import { eventually } from '@ironbridge/testkit';
import { FIRST_COLOUR, KEY_COLOURS } from '../support/boot-sector.js';
import { CHROMIUM } from '../support/chromium.js';
import { enableConsole } from '../support/enable-console.js';
import { startIronbridge, type Ironbridge } from '../support/ironbridge.js';
import { QEMU, startQemu, type QemuGuest } from '../support/qemu.js';
import { describeWithPrograms } from '../support/requires-program.js';
import { startBmc, type SimulatedBmc } from '../support/simulated-bmc.js';
import { openViewer, pixelsOf, type Picture, type ViewerPage } from '../support/viewer-page.js';

jest.setTimeout(90_000);

const WHITE = '#ffffff';

const isMainly =
  (colour: string) =>
  ({ colours }: Picture): boolean =>
    colours[0]?.[0] === colour;

describeWithPrograms('the console of a PC in QEMU', [QEMU, CHROMIUM], () => {
  let guest: QemuGuest;
  let bmc: SimulatedBmc;
  let ironbridge: Ironbridge;
  let viewer: ViewerPage;

  beforeAll(async () => {
    guest = await startQemu();
    const { qmpSocket, vncPort } = guest;
    bmc = await startBmc({ vnc: { kind: 'qemu', qmpSocket, vncPort } });
    ironbridge = await startIronbridge();
    await ironbridge.enrol('pc', bmc.driverInfo);
    viewer = await openViewer(await enableConsole(ironbridge, 'pc'));
  });

  it('shows the moving screen of the PC in the browser', async () => {
    await viewer.reaching('connected');
    // The guest paints the background first: a picture may come before the bar is on it.
    await viewer.showing((picture) => isMainly(FIRST_COLOUR)(picture) && pixelsOf(picture, WHITE) > 1_000);
    await viewer.moving();
    await viewer.moving();
  });

  it.each(KEY_COLOURS)(
    'passes the key $key on to the PC, which changes its colour',
    async ({ key, colour }) => {
      await viewer.page.keyboard.press(key);
      await viewer.showing(isMainly(colour));
      await viewer.saveScreenshot(`qemu-${key}`);
    },
  );

  it('counts the browser as a viewer of the BMC, and nobody once the console is disabled', async () => {
    expect(bmc.simulator.activeVncSessions).toBe(1);
    await ironbridge.setConsole('pc', false);
    await viewer.reaching('ended');
    await eventually(() => {
      expect(bmc.simulator.activeVncSessions).toBe(0);
    });
    expect(guest.program.hasEnded).toBe(false);
  });
});
