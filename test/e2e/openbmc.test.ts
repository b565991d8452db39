import { Secret } from '@ironbridge/common';
import { startOpenBmcSimulator, type RedfishBmcSimulator } from '@ironbridge/simulator';
import { eventually } from '@ironbridge/testkit';
import { CHROMIUM } from '../support/chromium.js';
import { enableConsole } from '../support/enable-console.js';
import { startIronbridge, type Ironbridge } from '../support/ironbridge.js';
import { itShowsTheGuest } from '../support/it-shows-the-guest.js';
import { QEMU, startQemu } from '../support/qemu.js';
import { describeWithPrograms } from '../support/requires-program.js';
import { openViewer, type ViewerPage } from '../support/viewer-page.js';

jest.setTimeout(90_000);

const BMC_PASSWORD = '0penBmc';

describeWithPrograms(
  'the console of a PC in QEMU behind the WebSocket of an OpenBMC',
  [QEMU, CHROMIUM],
  () => {
    let bmc: RedfishBmcSimulator;
    let ironbridge: Ironbridge;
    let viewer: ViewerPage;

    beforeAll(async () => {
      const { vncPort } = await startQemu({ isOpen: true });
      bmc = await startOpenBmcSimulator({
        password: new Secret(BMC_PASSWORD),
        vnc: { kind: 'external', port: vncPort },
      });
      ironbridge = await startIronbridge({
        config: { DEFAULT: { enabled_console_interfaces: 'redfish-vnc, no-console' } },
      });
      await ironbridge.enrol(
        'pc',
        { redfish_address: bmc.url, redfish_username: 'root', redfish_password: BMC_PASSWORD },
        { driver: 'redfish', console_interface: 'redfish-vnc' },
      );
      viewer = await openViewer(await enableConsole(ironbridge, 'pc'));
    });

    afterAll(() => bmc.close());

    itShowsTheGuest('openbmc', () => viewer);

    it('writes nothing to the BMC, and leaves no viewer there once the console is disabled', async () => {
      expect(bmc.activeVncSessions).toBe(1);
      await ironbridge.setConsole('pc', false);
      await viewer.reaching('ended');
      await eventually(() => {
        expect(bmc.activeVncSessions).toBe(0);
      });
      expect(bmc.requests.filter(({ method }) => method === 'PATCH')).toEqual([]);
    });
  },
);
