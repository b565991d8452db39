import { eventually } from '@ironbridge/testkit';
import { CHROMIUM } from '../support/chromium.js';
import { enableConsole } from '../support/enable-console.js';
import { startIronbridge, type Ironbridge } from '../support/ironbridge.js';
import { itShowsTheGuest } from '../support/it-shows-the-guest.js';
import { QEMU, startQemu, type QemuGuest } from '../support/qemu.js';
import { describeWithPrograms } from '../support/requires-program.js';
import { resetGuest } from '../support/reset-guest.js';
import { startBmc, type SimulatedBmc } from '../support/simulated-bmc.js';
import { openViewer, type WatchedViewer } from '../support/viewer-page.js';

jest.setTimeout(90_000);

describeWithPrograms('the console of a PC in QEMU', [QEMU, CHROMIUM], () => {
  let guest: QemuGuest;
  let bmc: SimulatedBmc;
  let ironbridge: Ironbridge;
  let viewer: WatchedViewer;

  beforeAll(async () => {
    guest = await startQemu();
    const { qmpSocket, vncPort } = guest;
    bmc = await startBmc({ vnc: { kind: 'qemu', qmpSocket, vncPort } });
    ironbridge = await startIronbridge();
    await ironbridge.enrol('pc', bmc.driverInfo);
    viewer = await openViewer(await enableConsole(ironbridge, 'pc'));
  });

  itShowsTheGuest('qemu', () => viewer);

  it('follows the screen of the PC through a reset, size and all', async () => {
    const { width, height } = await viewer.picture();
    const sizes = await viewer.watchSizes();
    await resetGuest(guest.qmpSocket);
    // The firmware shows text, in another size than the guest.
    await eventually(async () => {
      const seen = await sizes();
      expect(seen.length).toBeGreaterThan(1);
      expect(seen.slice(0, -1)).not.toEqual(seen.slice(0, -1).map(() => [width, height]));
      expect(seen.at(-1)).toEqual([width, height]);
    }, 30_000);
    await viewer.moving();
    expect(viewer.misdeeds).toEqual({ violations: [], accidents: [] });
  });

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
