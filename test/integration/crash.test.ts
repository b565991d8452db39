import { join } from 'node:path';
import type { AttributeValues, IdracSimulator } from '@ironbridge/simulator';
import { openKeyring, openStore } from '@ironbridge/store';
import { eventually } from '@ironbridge/testkit';
import { BmcGate, type Moment } from '../support/bmc-gate.js';
import { ConsoleViewer } from '../support/console-viewer.js';
import { enableConsole, newLink } from '../support/enable-console.js';
import { freePort } from '../support/free-port.js';
import { startIronbridge, type Ironbridge } from '../support/ironbridge.js';
import { startBmc } from '../support/simulated-bmc.js';
import { vncSettings } from '../support/vnc-settings.js';

jest.setTimeout(60_000);

const SPACE = 0x20;

/** What a start asks of an iDRAC, in this order; a stop asks the same. */
const REQUESTS = [
  'GET root',
  'POST session',
  'GET root, logged in',
  'GET systems',
  'GET system',
  'GET manager',
  'GET attributes',
  'PATCH attributes',
  'GET attributes again',
  'DELETE session',
] as const;

/** Where a host can die: a request that reads leaves the BMC as it was, so only those that write have an afterwards. */
const POINTS = REQUESTS.flatMap((request, index) => {
  const moments: readonly Moment[] = request.startsWith('GET') ? ['arrives'] : ['arrives', 'has been done'];
  return moments.map((moment) => ({ request, number: index + 1, moment }));
});
/** Those from which on something may be changed on the BMC. */
const CHANGING_POINTS = POINTS.filter(({ number }) => number > REQUESTS.indexOf('PATCH attributes'));

/** A node whose BMC can be stopped at any request. */
interface GuardedNode {
  readonly uuid: string;
  readonly simulator: IdracSimulator;
  readonly gate: BmcGate;
  readonly found: AttributeValues;
}

/** One host that dies again and again; whatever it learnt before, it has to know afterwards. */
let host: Ironbridge;
const nodes = new Map<string, GuardedNode>();

async function killHost(): Promise<void> {
  await host.program.end('SIGKILL');
}

/** Starts the host again on what the dead one left. */
async function reviveHost(): Promise<void> {
  host = await startIronbridge({ directory: host.directory });
  const { body } = await host.call('GET', '/v1/nodes');
  const uuids = (body as { nodes: readonly { uuid: string }[] }).nodes.map(({ uuid }) => uuid);
  expect(uuids).toEqual(expect.arrayContaining([...nodes.keys()]));
}

/** A node whose driver_info also moves port and time-out, so that more than one setting has to be put back. */
async function enrol(): Promise<GuardedNode> {
  const { simulator, driverInfo } = await startBmc();
  const gate = await BmcGate.open(simulator.url);
  const { uuid } = await host.enrol(`node-${nodes.size}`, {
    ...driverInfo,
    redfish_address: gate.url,
    drac_vnc_port: await freePort(),
    drac_vnc_timeout: 600,
  });
  const node = { uuid, simulator, gate, found: vncSettings(simulator) };
  nodes.set(uuid, node);
  return node;
}

/** Kills the host at a request of what `begin` begins. */
async function killAt(
  { gate }: GuardedNode,
  { number, moment }: { number: number; moment: Moment },
  begin: () => Promise<unknown>,
): Promise<void> {
  const held = gate.holding(number, moment);
  await begin();
  await held;
  await killHost();
}

/** What a changed BMC demands of the dead host's database: that somebody will know how to change it back. */
async function expectNothingForgotten({ uuid, simulator, found }: GuardedNode): Promise<void> {
  if (JSON.stringify(vncSettings(simulator)) === JSON.stringify(found)) return;
  const keys = await openKeyring(join(host.directory, 'secret.key'));
  const store = await openStore({
    connection: `sqlite:///${join(host.directory, 'ironbridge.sqlite')}`,
    keys,
    migrate: false,
  });
  try {
    const record = await store.consoles.load(uuid);
    expect(record?.state ?? null).not.toBeNull();
    expect(record?.driverInfo).toMatchObject({ drac_vnc_timeout: 600 });
  } finally {
    await store.close();
  }
}

async function expectAsFound({ simulator, found }: GuardedNode): Promise<void> {
  await eventually(() => {
    expect(vncSettings(simulator)).toEqual(found);
  }, 20_000);
}

async function expectEnabled({ uuid }: GuardedNode): Promise<void> {
  await eventually(async () => {
    expect(await host.node(uuid)).toMatchObject({ console_enabled: true, last_error: null });
  }, 20_000);
}

async function expectUsable({ uuid, simulator }: GuardedNode): Promise<void> {
  const viewer = await ConsoleViewer.openLink(await newLink(host, uuid));
  viewer.press(SPACE);
  await eventually(() => {
    expect(simulator.keysSeen).toContain(SPACE);
  });
  await viewer.close();
}

async function disable(node: GuardedNode): Promise<void> {
  expect((await host.setConsole(node.uuid, false)).status).toBe(202);
  await expectAsFound(node);
  await eventually(async () => {
    expect((await host.node(node.uuid)).console_enabled).toBe(false);
  });
}

/** A node at work cannot be deleted, as in Ironic; operators try again. */
async function remove(node: GuardedNode): Promise<void> {
  await eventually(async () => {
    const { status } = await host.call('DELETE', `/v1/nodes/${node.uuid}`);
    expect([204, 404]).toContain(status);
  }, 20_000);
  nodes.delete(node.uuid);
  await expectAsFound(node);
  await eventually(async () => {
    expect((await host.call('GET', `/v1/nodes/${node.uuid}`)).status).toBe(404);
  });
}

beforeAll(async () => {
  host = await startIronbridge();
});

beforeEach(async () => {
  // A test that failed on a dead host is not to fail the others.
  if (host.program.hasEnded) await reviveHost();
});

describe('a host that is killed while it starts a console', () => {
  it('sends the requests that these tests are about', async () => {
    const node = await enrol();
    await enableConsole(host, node.uuid);
    expect(node.gate.requests).toHaveLength(REQUESTS.length);
    expect(node.gate.requests[REQUESTS.indexOf('PATCH attributes')]).toMatch(/^PATCH /);
    await disable(node);
    expect(node.gate.requests).toHaveLength(2 * REQUESTS.length);
  });

  it.each(POINTS)('opens it after all when $request ($number) $moment', async (point) => {
    const node = await enrol();
    await killAt(node, point, () => host.setConsole(node.uuid, true));
    await expectNothingForgotten(node);
    await reviveHost();
    await expectEnabled(node);
    await expectUsable(node);
    await disable(node);
  });

  it.each(CHANGING_POINTS)(
    'puts the BMC back when $request ($number) $moment and nobody wants the console any more',
    async (point) => {
      const node = await enrol();
      await killAt(node, point, () => host.setConsole(node.uuid, true));
      await reviveHost();
      await remove(node);
    },
  );
});

describe('a host that is killed once a console is enabled', () => {
  it('still has it, and takes it back when asked', async () => {
    const node = await enrol();
    await enableConsole(host, node.uuid);
    await killHost();
    await expectNothingForgotten(node);
    await reviveHost();
    expect((await host.node(node.uuid)).console_enabled).toBe(true);
    await expectUsable(node);
    await disable(node);
  });

  it('has the wish when it died as soon as that was accepted', async () => {
    const node = await enrol();
    expect((await host.setConsole(node.uuid, true)).status).toBe(202);
    await killHost();
    await reviveHost();
    await expectEnabled(node);
    await disable(node);
  });
});

describe('a host that is killed while it stops a console', () => {
  it.each(CHANGING_POINTS)('puts the BMC back when $request ($number) $moment', async (point) => {
    const node = await enrol();
    await enableConsole(host, node.uuid);
    await killAt(node, point, () => host.setConsole(node.uuid, false));
    await expectNothingForgotten(node);
    await reviveHost();
    await expectAsFound(node);
    await eventually(async () => {
      expect((await host.node(node.uuid)).console_enabled).toBe(false);
    });
  });

  it.each(CHANGING_POINTS)(
    'deletes the node and puts the BMC back when $request ($number) of a delete $moment, with viewers',
    async (point) => {
      const node = await enrol();
      const links = [await enableConsole(host, node.uuid), await newLink(host, node.uuid)];
      const viewers = await Promise.all(links.map((link) => ConsoleViewer.openLink(link)));
      await killAt(node, point, async () => {
        expect((await host.call('DELETE', `/v1/nodes/${node.uuid}`)).status).toBe(204);
      });
      await Promise.all(viewers.map((viewer) => viewer.closed));
      nodes.delete(node.uuid);
      await reviveHost();
      await expectAsFound(node);
      expect((await host.call('GET', `/v1/nodes/${node.uuid}`)).status).toBe(404);
      expect(node.simulator.activeVncSessions).toBe(0);
    },
  );
});
