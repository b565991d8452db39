import { BAREMETAL, BaremetalClient } from '../support/baremetal-client.js';
import { expectConsole } from '../support/console-state.js';
import { enableConsole } from '../support/enable-console.js';
import { startIronbridge, type Ironbridge } from '../support/ironbridge.js';
import { describeWithPrograms } from '../support/requires-program.js';
import { startBmc } from '../support/simulated-bmc.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

jest.setTimeout(60_000);

const WARNING =
  /^While this console is enabled, anybody .* firmware 5\.00\.20\.00 has CVE-2022-24422\. Update it to 5\.10\.10\.00/;

describeWithPrograms('an iDRAC whose firmware lets anybody in (CVE-2022-24422)', [BAREMETAL], () => {
  let ironbridge: Ironbridge;
  let client: BaremetalClient;

  const validated = async (): Promise<unknown> => {
    const rows = (await client.json('node validate old')) as { Interface: string }[];
    return rows.find((row) => row.Interface === 'console');
  };

  const internalInfo = async (): Promise<unknown> =>
    ((await client.json('node show old')) as Record<string, unknown>)['driver_internal_info'];

  beforeAll(async () => {
    const { driverInfo } = await startBmc({ firmwareVersion: '5.00.20.00' });
    ironbridge = await startIronbridge();
    client = new BaremetalClient(ironbridge.apiUrl, await temporaryDirectory());
    await ironbridge.enrol('old', driverInfo);
  });

  it('is not known before a start, for validate asks no BMC', async () => {
    expect(await validated()).toMatchObject({ Result: true, Reason: '' });
    expect(await internalInfo()).toEqual({});
  });

  it('is found by the start, which goes on, and told by log, node and validate from then on', async () => {
    await enableConsole(ironbridge, 'old');
    expect(await validated()).toMatchObject({ Result: true, Reason: expect.stringMatching(WARNING) });
    expect(await internalInfo()).toEqual({ console_warnings: [expect.stringMatching(WARNING)] });
    const told = ironbridge.program.stderr.split('\n').filter((line) => line.includes('CVE-2022-24422'));
    expect(told).toHaveLength(1);
    expect(JSON.parse(told[0] ?? '')).toMatchObject({ level: 40, warning: expect.stringMatching(WARNING) });
  });

  it('is no warning any more once its VNC server is off', async () => {
    await ironbridge.setConsole('old', false);
    await expectConsole(ironbridge, 'old', 'disabled');
    expect(await validated()).toMatchObject({ Result: true, Reason: '' });
    expect(await internalInfo()).toEqual({});
  });
});
