import { once } from 'node:events';
import { connect } from 'node:net';
import { Secret } from '@ironbridge/common';
import { startIdracSimulator, VNC_ATTRIBUTES } from '@ironbridge/simulator';
import { eventually } from '@ironbridge/testkit';
import { ConsoleViewer, redeem, sessionKeyOf } from '../support/console-viewer.js';
import { enableConsole, newLink } from '../support/enable-console.js';
import { freePort } from '../support/free-port.js';
import { generationOf } from '../support/generation-of.js';
import { startIronbridge, type Ironbridge } from '../support/ironbridge.js';
import { startBmc, type SimulatedBmc } from '../support/simulated-bmc.js';

jest.setTimeout(60_000);

const SPACE = 0x20;

/** Viewers get two seconds to leave; the rest is for a machine that is busy with other tests. */
const DRAIN_MS = 2000;
const BUSY_MS = 4000;

const SERVING = { console_enabled: true, last_error: null };

async function isOpen(url: string): Promise<boolean> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

describe('ironbridge up, ended and started again', () => {
  let config: Record<'api' | 'vnc', { port: string }>;
  let ironbridge: Ironbridge;
  let bmc: SimulatedBmc;

  const restart = async (): Promise<void> => {
    ironbridge = await startIronbridge({ directory: ironbridge.directory, config });
  };

  beforeEach(async () => {
    // As an operator has it: links lead to the same address after a restart.
    config = { api: { port: String(await freePort()) }, vnc: { port: String(await freePort()) } };
    ironbridge = await startIronbridge({ config });
    bmc = await startBmc();
    await ironbridge.enrol('n', bmc.driverInfo);
  });

  afterEach(async () => {
    await ironbridge.program.end();
  });

  it('ends with status 0 in the time it has, and tells viewers to come again', async () => {
    const viewer = await ConsoleViewer.openLink(await enableConsole(ironbridge, 'n'));
    const beganMs = performance.now();
    expect(await ironbridge.program.end('SIGTERM')).toBe(0);
    expect(performance.now() - beganMs).toBeLessThan(DRAIN_MS + BUSY_MS);
    const { code, reason } = await viewer.closed;
    expect(code).toBe(1012);
    expect(reason).toMatch(/connect again/);
    expect(await Promise.all([ironbridge.apiUrl, ironbridge.proxyUrl].map(isOpen))).toEqual([false, false]);
    await eventually(() => {
      expect([bmc.simulator.activeVncSessions, bmc.simulator.activeRedfishSessions]).toEqual([0, 0]);
    });
  });

  it('leaves the console on, verifies it without a change, and links and sessions still hold', async () => {
    const sessionKey = await sessionKeyOf(await enableConsole(ironbridge, 'n'));
    const page = await ConsoleViewer.open(ironbridge.proxyUrl, { sessionKey });
    const unused = await newLink(ironbridge, 'n');
    const writes = (): number => bmc.simulator.requests.filter(({ method }) => method === 'PATCH').length;
    const wroteBefore = writes();

    await page.close();
    expect(await ironbridge.program.end('SIGTERM')).toBe(0);
    expect(bmc.simulator.attributes[VNC_ATTRIBUTES.enable]).toBe('Enabled');
    const askedBefore = bmc.simulator.requests.length;
    await restart();

    await eventually(() => {
      const asked = bmc.simulator.requests.slice(askedBefore);
      expect(asked).toContainEqual(expect.objectContaining({ method: 'DELETE', status: 200 }));
    });
    expect(await ironbridge.node('n')).toMatchObject(SERVING);
    expect(writes()).toBe(wroteBefore);
    const fresh = await newLink(ironbridge, 'n');
    expect(await generationOf(ironbridge, fresh)).toBe(await generationOf(ironbridge, unused));
    const again = await ConsoleViewer.open(ironbridge.proxyUrl, { sessionKey });
    const other = await ConsoleViewer.openLink(unused);
    other.press(SPACE);
    await eventually(() => {
      expect(bmc.simulator.keysSeen).toContain(SPACE);
    });
    await Promise.all([again, other].map((viewer) => viewer.close()));
    expect((await redeem(unused)).status).toBe(401);
  });

  it('restores a console that the BMC forgot meanwhile, and lets no old link or session in', async () => {
    const sessionKey = await sessionKeyOf(await enableConsole(ironbridge, 'n'));
    const unused = await newLink(ironbridge, 'n');
    const generation = await generationOf(ironbridge, unused);
    await ironbridge.program.end('SIGTERM');

    const { port, vncPort } = bmc.simulator;
    await bmc.simulator.close();
    const reset = await startIdracSimulator({
      port,
      vncPort,
      password: new Secret(String(bmc.driverInfo['redfish_password'])),
    });
    try {
      expect(reset.attributes[VNC_ATTRIBUTES.enable]).toBe('Disabled');
      await restart();
      await eventually(() => {
        expect(reset.attributes[VNC_ATTRIBUTES.enable]).toBe('Enabled');
      });
      const link = await eventually(async () => {
        const fresh = await newLink(ironbridge, 'n');
        expect(await generationOf(ironbridge, fresh)).not.toBe(generation);
        return fresh;
      });
      expect(await ironbridge.node('n')).toMatchObject(SERVING);
      expect((await redeem(unused)).status).toBe(401);
      await expect(ConsoleViewer.open(ironbridge.proxyUrl, { sessionKey })).rejects.toThrow('401');
      const viewer = await ConsoleViewer.openLink(link);
      viewer.press(SPACE);
      await eventually(() => {
        expect(reset.keysSeen).toContain(SPACE);
      });
      await viewer.close();
      expect(reset.failedVncLogins).toBe(0);
    } finally {
      await ironbridge.program.end();
      await reset.close();
    }
  });

  it('ends in time while a BMC does not answer, and starts the console when both are back', async () => {
    bmc.simulator.faults.hang = true;
    expect((await ironbridge.setConsole('n', true)).status).toBe(202);
    await eventually(() => {
      expect(bmc.simulator.requests).not.toEqual([]);
    });
    const beganMs = performance.now();
    expect(await ironbridge.program.end('SIGTERM')).toBe(0);
    expect(performance.now() - beganMs).toBeLessThan(DRAIN_MS + BUSY_MS);

    bmc.simulator.faults.hang = false;
    await restart();
    await eventually(async () => {
      expect(await ironbridge.node('n')).toMatchObject(SERVING);
    });
  });
});
