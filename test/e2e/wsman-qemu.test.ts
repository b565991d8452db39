import { eventually } from '@ironbridge/testkit';
import { CHROMIUM } from '../support/chromium.js';
import { enableConsole } from '../support/enable-console.js';
import { startIronbridge, type Ironbridge } from '../support/ironbridge.js';
import { itShowsTheGuest } from '../support/it-shows-the-guest.js';
import { QEMU, startQemu } from '../support/qemu.js';
import { describeWithPrograms } from '../support/requires-program.js';
import { startBmc, type SimulatedBmc } from '../support/simulated-bmc.js';
import { openViewer, type ViewerPage } from '../support/viewer-page.js';

jest.setTimeout(90_000);

describeWithPrograms(
  'the console of a PC in QEMU behind an iDRAC8, which is set over WS-Man',
  [QEMU, CHROMIUM],
  () => {
    let bmc: SimulatedBmc;
    let ironbridge: Ironbridge;
    let viewer: ViewerPage;

    beforeAll(async () => {
      const { qmpSocket, vncPort } = await startQemu();
      bmc = await startBmc({ generation: 8, vnc: { kind: 'qemu', qmpSocket, vncPort } });
      ironbridge = await startIronbridge();
      await ironbridge.enrol('pc', bmc.driverInfo);
      viewer = await openViewer(await enableConsole(ironbridge, 'pc'));
    });

    itShowsTheGuest('wsman', () => viewer);

    it('leaves no viewer on the BMC and its VNC server off once the console is disabled', async () => {
      const { simulator } = bmc;
      expect(simulator.requests.some(({ action }) => action === 'SetAttributes')).toBe(true);
      expect(simulator.requests.some(({ method }) => method === 'PATCH')).toBe(false);
      expect(simulator.activeVncSessions).toBe(1);
      await ironbridge.setConsole('pc', false);
      await viewer.reaching('ended');
      await eventually(() => {
        expect(simulator.activeVncSessions).toBe(0);
        expect(simulator.attributes['VNCServer.1.Enable']).toBe('Disabled');
      });
    });
  },
);
