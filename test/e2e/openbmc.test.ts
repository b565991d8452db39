import { Secret } from '@ironbridge/common';
import { startOpenBmcSimulator, type RedfishBmcSimulator } from '@ironbridge/simulator';
import { eventually } from '@ironbridge/testkit';
import { FIRST_COLOUR, KEY_COLOURS } from '../support/boot-sector.js';
import { CHROMIUM } from '../support/chromium.js';
import { enableConsole } from '../support/enable-console.js';
import { startIronbridge, type Ironbridge } from '../support/ironbridge.js';
import { QEMU, startQemu } from '../support/qemu.js';
import { describeWithPrograms } from '../support/requires-program.js';
import { openViewer, pixelsOf, type Picture, type ViewerPage } from '../support/viewer-page.js';

jest.setTimeout(90_000);

const BMC_PASSWORD = '0penBmc';
const WHITE = '#ffffff';

const isMainly =
  (colour: string) =>
  ({ colours }: Picture): boolean =>
    colours[0]?.[0] === colour;

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
        await viewer.saveScreenshot(`openbmc-${key}`);
      },
    );

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
