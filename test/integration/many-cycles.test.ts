import { eventually } from '@ironbridge/testkit';
import { ConsoleViewer } from '../support/console-viewer.js';
import { enableConsole, newLink } from '../support/enable-console.js';
import { startIronbridge, type Ironbridge } from '../support/ironbridge.js';
import { openFiles } from '../support/process-tree.js';
import { startBmc, type SimulatedBmc } from '../support/simulated-bmc.js';
import { vncSettings } from '../support/vnc-settings.js';

jest.setTimeout(120_000);

const VIEWER_CYCLES = 50;
const CONSOLE_CYCLES = 20;
const HASTY_WISHES = 40;

describe('a console that is used for a long time', () => {
  let ironbridge: Ironbridge;
  let bmc: SimulatedBmc;

  const disable = async (): Promise<void> => {
    await ironbridge.setConsole('n', false);
    await eventually(async () => {
      expect(await ironbridge.node('n')).toMatchObject({ console_enabled: false, reservation: null });
    });
  };

  /** What is held: descriptors of the process, sessions on the BMC. */
  const held = async (): Promise<{ files: number; vnc: number; redfish: number }> => ({
    files: (await openFiles(ironbridge.program.pid)).length,
    vnc: bmc.simulator.activeVncSessions,
    redfish: bmc.simulator.activeRedfishSessions,
  });

  /** What is held when everything is closed that somebody could still be using: our own idle connections among it. */
  const atRest = async (atMost: { files: number }): Promise<void> => {
    await eventually(async () => {
      const { files, vnc, redfish } = await held();
      expect({ vnc, redfish }).toEqual({ vnc: 0, redfish: 0 });
      expect(files).toBeLessThanOrEqual(atMost.files);
    }, 15_000);
  };

  beforeAll(async () => {
    ironbridge = await startIronbridge();
    bmc = await startBmc();
    await ironbridge.enrol('n', bmc.driverInfo);
  });

  it(`holds nothing more after ${VIEWER_CYCLES} viewers`, async () => {
    // The first viewer opens what is opened once and stays.
    const first = await ConsoleViewer.openLink(await enableConsole(ironbridge, 'n'));
    const whileOpen = await held();
    expect(whileOpen).toMatchObject({ vnc: 1 });
    await first.close();
    await atRest({ files: whileOpen.files - 1 });
    const before = await held();
    for (let cycle = 0; cycle < VIEWER_CYCLES; cycle += 1) {
      const viewer = await ConsoleViewer.openLink(await newLink(ironbridge, 'n'));
      expect(viewer.desktop?.name).toBe('OpenVNC');
      await viewer.close();
    }
    await atRest(before);
  });

  it(`holds nothing more after ${CONSOLE_CYCLES} times on and off, with a viewer each`, async () => {
    await disable();
    await atRest({ files: Infinity });
    const before = await held();
    for (let cycle = 0; cycle < CONSOLE_CYCLES; cycle += 1) {
      const viewer = await ConsoleViewer.openLink(await enableConsole(ironbridge, 'n'));
      await disable();
      expect((await viewer.closed).code).toBeGreaterThanOrEqual(4000);
    }
    await atRest(before);
    expect(bmc.simulator.failedLogins).toBe(0);
    expect(bmc.simulator.failedVncLogins).toBe(0);
  });

  it(`is as it was asked for last after ${HASTY_WISHES} wishes in a row`, async () => {
    const found = vncSettings(bmc.simulator);
    const statuses = new Set<number>();
    for (let wish = 0; wish < HASTY_WISHES; wish += 1) {
      statuses.add((await ironbridge.setConsole('n', wish % 2 === 0)).status);
    }
    // As Ironic does, a node that is still at work refuses to begin anew.
    expect([202, 409]).toEqual(expect.arrayContaining([...statuses]));
    await eventually(async () => {
      expect(await ironbridge.node('n')).toMatchObject({ console_enabled: false, reservation: null });
      expect(vncSettings(bmc.simulator)).toEqual(found);
    });
    const viewer = await ConsoleViewer.openLink(await enableConsole(ironbridge, 'n'));
    await viewer.close();
  });
});
