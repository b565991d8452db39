import { join } from 'node:path';
import { VNC_ATTRIBUTES } from '@ironbridge/simulator';
import { eventually } from '@ironbridge/testkit';
import { ConsoleViewer, redeem } from '../support/console-viewer.js';
import { enableConsole, newLink } from '../support/enable-console.js';
import { startIronbridge, type Ironbridge } from '../support/ironbridge.js';
import { startBmc } from '../support/simulated-bmc.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

jest.setTimeout(60_000);

const WITHIN_MS = 20_000;

describe('a node that is deleted while its console is open', () => {
  let ironbridge: Ironbridge;

  const expectHidden = async (name: string, uuid: string): Promise<void> => {
    for (const ident of [name, uuid]) {
      expect((await ironbridge.call('GET', `/v1/nodes/${ident}`)).status).toBe(404);
      expect((await ironbridge.call('GET', `/v1/nodes/${ident}/states/console`)).status).toBe(404);
      expect((await ironbridge.setConsole(ident, true)).status).toBe(404);
    }
    expect((await ironbridge.call('GET', '/v1/nodes')).body).toEqual({ nodes: [] });
  };

  /** The row is gone when its uuid is free again. */
  const takeUuid = (uuid: string): ReturnType<Ironbridge['call']> =>
    ironbridge.call('POST', '/v1/nodes', { uuid, driver: 'fake-hardware' });

  beforeAll(async () => {
    ironbridge = await startIronbridge({ config: { conductor: { console_stop_timeout: '3' } } });
  });

  it('is hidden at once, its viewer is told, its links are void, and its BMC is as it was', async () => {
    const { simulator, driverInfo } = await startBmc();
    const { uuid } = await ironbridge.enrol('open', driverInfo);
    const viewer = await ConsoleViewer.openLink(await enableConsole(ironbridge, 'open'));
    const unusedLink = await newLink(ironbridge, 'open');

    expect((await ironbridge.call('DELETE', '/v1/nodes/open')).status).toBe(204);
    await expectHidden('open', uuid);
    const { code, reason } = await viewer.closed;
    expect({ code, reason }).toEqual({
      code: 4404,
      reason: 'This console was disabled or replaced; ask for a new link',
    });
    expect((await redeem(unusedLink)).status).toBe(401);
    await eventually(() => {
      expect(simulator.attributes[VNC_ATTRIBUTES.enable]).toBe('Disabled');
      expect(simulator.activeVncSessions).toBe(0);
      expect(simulator.activeRedfishSessions).toBe(0);
    }, WITHIN_MS);
    await eventually(async () => {
      expect((await takeUuid(uuid)).status).toBe(201);
    }, WITHIN_MS);
    expect((await ironbridge.call('DELETE', `/v1/nodes/${uuid}`)).status).toBe(204);
  });

  it('is hidden also where its BMC is away, and is cleared once that is back', async () => {
    const stateFile = join(await temporaryDirectory(), 'bmc.json');
    const { simulator: before, driverInfo } = await startBmc({ stateFile });
    const { uuid } = await ironbridge.enrol('away', driverInfo);
    const viewer = await ConsoleViewer.openLink(await enableConsole(ironbridge, 'away'));
    await before.close();
    await viewer.closed;

    expect((await ironbridge.call('DELETE', '/v1/nodes/away')).status).toBe(204);
    await expectHidden('away', uuid);
    await ironbridge.program.saying(
      new RegExp(`"nodeUuid":"${uuid}","action":"stop".*"msg":"Console action failed"`),
    );
    const stillThere = await takeUuid(uuid);
    expect(stillThere.status).toBe(409);
    expect(JSON.stringify(stillThere.body)).toContain(`A node with UUID ${uuid} already exists.`);
    expect((await ironbridge.enrol('away', driverInfo)).name).toBe('away');

    const { simulator } = await startBmc({ stateFile, port: before.port });
    expect(simulator.attributes[VNC_ATTRIBUTES.enable]).toBe('Enabled');
    await eventually(async () => {
      expect(simulator.attributes[VNC_ATTRIBUTES.enable]).toBe('Disabled');
      expect((await takeUuid(uuid)).status).toBe(201);
    }, WITHIN_MS);
  });
});
