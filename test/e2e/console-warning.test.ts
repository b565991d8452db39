import { CHROMIUM, openChromium } from '../support/chromium.js';
import { enableConsole } from '../support/enable-console.js';
import { startIronbridge } from '../support/ironbridge.js';
import { describeWithPrograms } from '../support/requires-program.js';
import { startBmc } from '../support/simulated-bmc.js';

jest.setTimeout(60_000);

describeWithPrograms('the servers page', [CHROMIUM], () => {
  it('warns of the one server whose iDRAC lets anybody in, in plain words (CVE-2022-24422)', async () => {
    const [old, sound] = await Promise.all([startBmc({ firmwareVersion: '5.00.20.00' }), startBmc()]);
    const ironbridge = await startIronbridge();
    await ironbridge.enrol('old', old.driverInfo);
    await ironbridge.enrol('sound', sound.driverInfo);
    await enableConsole(ironbridge, 'old');
    await enableConsole(ironbridge, 'sound');
    const page = await (await openChromium()).newPage();
    await page.goto(ironbridge.serversUrl);
    const warningOf = (name: string) =>
      page.locator(`[data-node-name="${name}"] [data-testid="console-warning"]`);
    await warningOf('old').waitFor();
    expect(await warningOf('old').textContent()).toMatch(
      /^Warning: .*anybody .* without a password.*CVE-2022-24422.*Update it to 5\.10\.10\.00/,
    );
    expect(await warningOf('sound').isVisible()).toBe(false);
    await page.screenshot({ path: 'test/artifacts/console-warning.png' });
  });
});
