import { join } from 'node:path';
import { VNC_ATTRIBUTES } from '@ironbridge/simulator';
import { eventually } from '@ironbridge/testkit';
import { expectConsole } from '../support/console-state.js';
import { ConsoleViewer } from '../support/console-viewer.js';
import { enableConsole } from '../support/enable-console.js';
import { startIronbridge, type Ironbridge } from '../support/ironbridge.js';
import { setDriverInfo } from '../support/set-driver-info.js';
import { startBmc } from '../support/simulated-bmc.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

jest.setTimeout(60_000);

const WITHIN_MS = 20_000;

describe('the password of a BMC', () => {
  let ironbridge: Ironbridge;

  const lastError = (ident: string): Promise<string> =>
    eventually(async () => {
      const { last_error: error, reservation } = await ironbridge.node(ident);
      if (error === null || reservation !== null) throw new Error(`Nothing is wrong with ${ident} yet`);
      return error;
    }, WITHIN_MS);

  beforeAll(async () => {
    ironbridge = await startIronbridge();
  });

  it('is not sent where a redirect leads (CVE-2026-42997)', async () => {
    const stranger = await startBmc();
    const { simulator, driverInfo } = await startBmc({ faults: { redirectTo: stranger.simulator.url } });
    await ironbridge.enrol('redirecting', driverInfo);
    expect((await ironbridge.setConsole('redirecting', true)).status).toBe(202);
    expect(await lastError('redirecting')).toContain(
      `refers to another address (${stranger.simulator.url}), which is not followed`,
    );
    expect(stranger.simulator.requests).toEqual([]);
    expect(await ironbridge.console('redirecting')).toEqual({ console_enabled: false, console_info: null });

    simulator.faults.redirectTo = undefined;
    await enableConsole(ironbridge, 'redirecting');
  });

  it('may be wrong in driver_info while the console serves: it goes on, and the BMC hears it once a change', async () => {
    const { simulator, driverInfo } = await startBmc();
    await ironbridge.enrol('mistyped', driverInfo);
    const viewer = await ConsoleViewer.openLink(await enableConsole(ironbridge, 'mistyped'));

    await setDriverInfo(ironbridge, 'mistyped', { redfish_password: 'mistyped' });
    expect(await lastError('mistyped')).toMatch(/is not restored. Reason: .* refused the credentials/);
    await setDriverInfo(ironbridge, 'mistyped', { drac_vnc_timeout: 600 });
    await eventually(() => {
      expect(simulator.failedLogins).toBe(2);
    });
    expect(await ironbridge.node('mistyped')).toMatchObject({ console_enabled: true });
    expect(simulator.activeVncSessions).toBe(1);

    // It is stopped with what it was started with.
    expect((await ironbridge.setConsole('mistyped', false)).status).toBe(202);
    await expectConsole(ironbridge, 'mistyped', 'disabled');
    expect((await viewer.closed).code).toBe(4404);
    expect(simulator.attributes[VNC_ATTRIBUTES.enable]).toBe('Disabled');
    expect(simulator.failedLogins).toBe(2);
  });

  it('may change at the BMC: a stop says so, and is done once driver_info has the new one', async () => {
    const stateFile = join(await temporaryDirectory(), 'bmc.json');
    const before = await startBmc({ stateFile });
    await ironbridge.enrol('changed', before.driverInfo);
    await enableConsole(ironbridge, 'changed');
    await before.simulator.close();
    const { simulator } = await startBmc({ stateFile, port: before.simulator.port, password: 'changed' });

    expect((await ironbridge.setConsole('changed', false)).status).toBe(202);
    expect(await lastError('changed')).toMatch(/Error disabling .* refused the credentials/);
    expect(simulator.failedLogins).toBe(1);
    // Until the BMC confirms, it is enabled; but nobody gets in any more.
    expect(await ironbridge.console('changed')).toEqual({ console_enabled: true, console_info: null });

    await setDriverInfo(ironbridge, 'changed', { redfish_password: 'changed' });
    await expectConsole(ironbridge, 'changed', 'disabled');
    expect(simulator.attributes[VNC_ATTRIBUTES.enable]).toBe('Disabled');
  });
});
