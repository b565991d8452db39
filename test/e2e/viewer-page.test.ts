import { eventually, FaultyTcpProxy } from '@ironbridge/testkit';
import { CHROMIUM } from '../support/chromium.js';
import { enableConsole, newLink } from '../support/enable-console.js';
import { freePort } from '../support/free-port.js';
import { startIronbridge, type Ironbridge, type IronbridgeOptions } from '../support/ironbridge.js';
import { describeWithPrograms } from '../support/requires-program.js';
import { startBmc, type SimulatedBmc } from '../support/simulated-bmc.js';
import { openViewer, type WatchedViewer } from '../support/viewer-page.js';

jest.setTimeout(60_000);

const NODE = 'rack7-node1';

/** Shorter than the interval at which the proxy looks by itself: only an event is that fast. */
const BY_EVENT_MS = 3_000;

describeWithPrograms('the session of a viewer page', [CHROMIUM], () => {
  const open: WatchedViewer[] = [];
  let network: FaultyTcpProxy;
  let bmc: SimulatedBmc;
  let options: IronbridgeOptions;
  let ironbridge: Ironbridge;

  const viewerOf = async (link: string): Promise<WatchedViewer> => {
    const viewer = await openViewer(link);
    open.push(viewer);
    return viewer;
  };
  const connectedViewer = async (): Promise<WatchedViewer> => {
    const viewer = await viewerOf(await newLink(ironbridge, NODE));
    await viewer.reaching('connected');
    await viewer.moving();
    return viewer;
  };

  beforeAll(async () => {
    bmc = await startBmc();
    const [apiPort, vncPort] = [await freePort(), await freePort()];
    network = await FaultyTcpProxy.open({ port: vncPort });
    options = {
      config: {
        api: { port: String(apiPort) },
        vnc: { port: String(vncPort), public_url: `http://127.0.0.1:${network.port}/` },
      },
    };
    ironbridge = await startIronbridge(options);
    await ironbridge.enrol(NODE, bmc.driverInfo);
  });
  beforeEach(async () => {
    await enableConsole(ironbridge, NODE);
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((viewer) => viewer.close()));
    await eventually(() => {
      expect(bmc.simulator.activeVncSessions).toBe(0);
    });
  });
  afterAll(async () => {
    await network.close();
  });

  it('shows token and session key nowhere, and logs neither (LP#1447679)', async () => {
    const link = await newLink(ironbridge, NODE);
    const [address = '', token = ''] = link.split('#token=');
    expect(token.length).toBeGreaterThan(20);
    const viewer = await viewerOf(link);
    await viewer.reaching('connected');
    expect(viewer.page.url()).toBe(address);
    const key = await viewer.sessionKey();
    expect(key.length).toBeGreaterThan(20);
    const { stdout, stderr } = ironbridge.program;
    const shown = [viewer.page.url(), await viewer.page.title(), await viewer.page.content(), stdout, stderr];
    for (const secret of [token, key, String(bmc.driverInfo['redfish_password'])]) {
      expect(shown.filter((text) => text.includes(secret))).toEqual([]);
    }
    expect(viewer.misdeeds).toEqual({ violations: [], accidents: [] });
  });

  it('goes on after a reload, in the same session', async () => {
    const viewer = await connectedViewer();
    const key = await viewer.sessionKey();
    await viewer.page.reload();
    await viewer.reaching('connected');
    await viewer.moving();
    expect(await viewer.sessionKey()).toBe(key);
    expect(viewer.misdeeds).toEqual({ violations: [], accidents: [] });
  });

  it('opens nothing to another browser that has the used link', async () => {
    const link = await newLink(ironbridge, NODE);
    const first = await viewerOf(link);
    await first.reaching('connected');
    const second = await viewerOf(link);
    await second.reaching('ended');
    expect(await second.reason()).toBe('This link is no longer valid; ask for a new one');
    expect(await second.page.getByTestId('request-id').textContent()).toMatch(/^Request \S{8,}$/);
    expect(await second.page.getByTestId('reconnect').isVisible()).toBe(false);
    await second.saveScreenshot('viewer-used-link');
    await first.moving();
  });

  it('ends with a reason as soon as the console is disabled', async () => {
    const viewer = await connectedViewer();
    await ironbridge.setConsole(NODE, false);
    await viewer.reaching('ended', BY_EVENT_MS);
    expect(await viewer.reason()).toBe('This console was disabled or replaced; ask for a new link');
    await viewer.saveScreenshot('viewer-disabled');
    await viewer.page.reload();
    await viewer.reaching('ended');
    expect(await viewer.reason()).toContain('ask for one where your servers are listed');
  });

  it('does not come back by an old link or session once the console was disabled and enabled again', async () => {
    const viewer = await connectedViewer();
    const link = await newLink(ironbridge, NODE);
    await network.inject({ kind: 'refuse' });
    network.cut();
    await viewer.reaching('reconnecting');
    await ironbridge.setConsole(NODE, false);
    await eventually(async () => {
      expect((await ironbridge.node(NODE)).console_enabled).toBe(false);
    });
    await enableConsole(ironbridge, NODE);
    await network.inject({ kind: 'none' });
    await viewer.reaching('ended');
    expect(await viewer.reason()).toContain('ask for a new link');
    const late = await viewerOf(link);
    await late.reaching('ended');
    expect(await late.reason()).toBe('This link is no longer valid; ask for a new one');
  });

  it('reconnects by itself after the network was lost', async () => {
    const viewer = await connectedViewer();
    await network.inject({ kind: 'refuse' });
    network.cut();
    await viewer.reaching('reconnecting');
    expect(await viewer.reason()).toBe('The connection was lost.');
    await viewer.saveScreenshot('viewer-reconnecting');
    await network.inject({ kind: 'none' });
    await viewer.reaching('connected');
    await viewer.moving();
  });

  it('reconnects by itself after the service was stopped and started again', async () => {
    const viewer = await connectedViewer();
    expect(await ironbridge.program.end('SIGTERM')).toBe(0);
    await viewer.reaching('reconnecting');
    ironbridge = await startIronbridge({ ...options, directory: ironbridge.directory });
    await viewer.reaching('connected');
    await viewer.moving();
    expect((await ironbridge.node(NODE)).console_enabled).toBe(true);
  });

  it('tells the third viewer that both slots of the BMC are taken, and lets it in once one is free', async () => {
    const first = await connectedViewer();
    await connectedViewer();
    const third = await viewerOf(await newLink(ironbridge, NODE));
    await third.reaching('ended');
    expect(await third.reason()).toContain("All of this server's console slots are taken");
    await third.saveScreenshot('viewer-slots-taken');
    await first.page.getByTestId('disconnect').click();
    await eventually(async () => {
      await third.page.getByTestId('reconnect').click();
      await third.reaching('connected', 2_000);
    }, 20_000);
    expect(bmc.simulator.activeVncSessions).toBe(2);
  });
});
