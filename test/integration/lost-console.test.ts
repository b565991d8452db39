import { VNC_ATTRIBUTES, type AttributeValues } from '@ironbridge/simulator';
import { eventually } from '@ironbridge/testkit';
import { ConsoleViewer, redeem } from '../support/console-viewer.js';
import { enableConsole, newLink } from '../support/enable-console.js';
import { freePort } from '../support/free-port.js';
import { generationOf } from '../support/generation-of.js';
import { startIronbridge, type Ironbridge } from '../support/ironbridge.js';
import { startBmc, type SimulatedBmc } from '../support/simulated-bmc.js';

jest.setTimeout(60_000);

const SPACE = 0x20;

describe('a console that somebody else breaks at the BMC', () => {
  let ironbridge: Ironbridge;
  let bmc: SimulatedBmc;

  beforeAll(async () => {
    ironbridge = await startIronbridge();
  });

  const changes: readonly { what: string; attributes: () => Promise<AttributeValues> }[] = [
    {
      what: 'sets another VNC password',
      attributes: () => Promise.resolve({ [VNC_ATTRIBUTES.password]: 'not0urs!' }),
    },
    {
      what: 'switches the VNC server off',
      attributes: () => Promise.resolve({ [VNC_ATTRIBUTES.enable]: 'Disabled' }),
    },
    {
      what: 'moves the VNC server to another port',
      attributes: async () => ({ [VNC_ATTRIBUTES.port]: await freePort() }),
    },
  ];

  it.each(changes)('is restored for the next viewer once one could not get in: $what', async (change) => {
    bmc = await startBmc();
    const { uuid } = await ironbridge.enrol(`n-${bmc.simulator.port}`, bmc.driverInfo);
    const link = await enableConsole(ironbridge, uuid);
    const unused = await newLink(ironbridge, uuid);
    const generation = await generationOf(ironbridge, unused);
    await bmc.simulator.changeAttributes(await change.attributes());

    await expect(ConsoleViewer.openLink(link)).rejects.toThrow(/closed the viewer with 4\d\d\d/);

    const restored = await eventually(async () => {
      const fresh = await newLink(ironbridge, uuid);
      expect(await generationOf(ironbridge, fresh)).not.toBe(generation);
      return fresh;
    });
    expect((await redeem(unused)).status).toBe(401);
    const viewer = await ConsoleViewer.openLink(restored);
    viewer.press(SPACE);
    await eventually(() => {
      expect(bmc.simulator.keysSeen).toContain(SPACE);
    });
    await viewer.close();
    expect(await ironbridge.node(uuid)).toMatchObject({ console_enabled: true, last_error: null });
  });
});
