import { eventually } from '@ironbridge/testkit';
import { BAREMETAL, BaremetalClient } from '../support/baremetal-client.js';
import { redeem } from '../support/console-viewer.js';
import { startIronbridge } from '../support/ironbridge.js';
import { describeWithPrograms } from '../support/requires-program.js';
import { startBmc, type SimulatedBmc } from '../support/simulated-bmc.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

jest.setTimeout(60_000);

/** What `baremetal node show` prints of a node of Ironic 21.4, as it was recorded. */
const RECORDED_FIELDS = [
  ...['allocation_uuid', 'automated_clean', 'bios_interface', 'boot_interface', 'boot_mode', 'chassis_uuid'],
  ...['clean_step', 'conductor', 'conductor_group', 'console_enabled', 'console_interface', 'created_at'],
  ...['deploy_interface', 'deploy_step', 'description', 'driver', 'driver_info', 'driver_internal_info'],
  ...['extra', 'fault', 'inspect_interface', 'inspection_finished_at', 'inspection_started_at'],
  ...['instance_info', 'instance_uuid', 'last_error', 'lessee', 'maintenance', 'maintenance_reason'],
  ...['management_interface', 'name', 'network_data', 'network_interface', 'owner', 'power_interface'],
  ...['power_state', 'properties', 'protected', 'protected_reason', 'provision_state'],
  ...['provision_updated_at', 'raid_config', 'raid_interface', 'rescue_interface', 'reservation'],
  ...['resource_class', 'retired', 'retired_reason', 'secure_boot', 'storage_interface'],
  ...['target_power_state', 'target_provision_state', 'target_raid_config', 'traits', 'updated_at', 'uuid'],
  'vendor_interface',
];

/** Recorded of Ironic as well: which interfaces `baremetal node validate` lists. */
const RECORDED_INTERFACES = [
  ...['bios', 'boot', 'console', 'deploy', 'inspect', 'management', 'network', 'power', 'raid', 'rescue'],
  'storage',
];

interface ShownConsole {
  readonly console_enabled: boolean;
  readonly console_info: { readonly type: string; readonly url: string } | null;
}

describeWithPrograms('the baremetal client of OpenStack', [BAREMETAL], () => {
  let bmc: SimulatedBmc;
  let client: BaremetalClient;

  const shownConsole = async (): Promise<ShownConsole> =>
    (await client.json('node console show bm0')) as ShownConsole;

  const validated = async (): Promise<{ interfaces: string[]; console: unknown }> => {
    const rows = (await client.json('node validate bm0')) as { Interface: string }[];
    return {
      interfaces: rows.map((row) => row.Interface),
      console: rows.find((row) => row.Interface === 'console'),
    };
  };

  beforeAll(async () => {
    const [started, ironbridge] = await Promise.all([startBmc(), startIronbridge()]);
    bmc = started;
    client = new BaremetalClient(ironbridge.apiUrl, await temporaryDirectory());
  });

  it('lists and shows drivers, their console interfaces and their properties', async () => {
    const [drivers, driver, properties] = await Promise.all([
      client.json('driver list'),
      client.json('driver show idrac'),
      client.json('driver property list idrac'),
    ]);
    expect(drivers).toContainEqual({
      'Supported driver(s)': 'idrac',
      'Active host(s)': 'test-conductor',
    });
    expect(driver).toMatchObject({
      name: 'idrac',
      type: 'dynamic',
      hosts: 'test-conductor',
      default_console_interface: 'idrac-vnc',
      enabled_console_interfaces: 'idrac-vnc, no-console',
    });
    expect(properties).toContainEqual({
      Property: 'redfish_address',
      Description: expect.stringMatching(/Required unless drac_address is given/),
    });
    expect(properties).toContainEqual({
      Property: 'vnc_password',
      Description: expect.stringMatching(/Optional\.$/),
    });
  });

  it('creates a node and never shows its password', async () => {
    const info = Object.entries(bmc.driverInfo).map(
      ([key, value]) => `--driver-info ${key}=${String(value)}`,
    );
    const created = await client.json(
      `node create --driver idrac --name bm0 ${info.join(' ')} --extra rack=r1`,
    );
    expect(created).toMatchObject({
      name: 'bm0',
      driver: 'idrac',
      driver_info: { ...bmc.driverInfo, redfish_password: '******' },
      extra: { rack: 'r1' },
      console_interface: 'idrac-vnc',
      provision_state: 'enroll',
    });

    const [table, shown] = await Promise.all([client.printed('node show bm0'), client.json('node show bm0')]);
    expect(Object.keys(shown as object).sort()).toEqual(RECORDED_FIELDS);
    expect(shown).toEqual({ ...(created as object), created_at: expect.any(String) });
    expect(table).toMatch(/\| driver_info +\| \{.*'redfish_password': '\*{6}'.*\}/);
    expect(table).not.toContain(bmc.driverInfo['redfish_password']);
  });

  it('lists nodes in short, in full and by fields', async () => {
    const [short, full, fields, byDriver] = await Promise.all([
      client.json('node list'),
      client.json('node list --long'),
      client.json('node list --fields uuid name console_enabled console_interface driver_info'),
      client.json('node list --driver ipmi'),
    ]);
    const uuid = expect.stringMatching(/^[0-9a-f-]{36}$/);
    expect(short).toEqual([
      {
        UUID: uuid,
        Name: 'bm0',
        'Instance UUID': null,
        'Power State': null,
        'Provisioning State': 'enroll',
        Maintenance: false,
      },
    ]);
    expect(full).toEqual([
      expect.objectContaining({ UUID: uuid, Driver: 'idrac', Extra: { rack: 'r1' }, 'Last Error': null }),
    ]);
    expect(fields).toEqual([
      {
        UUID: uuid,
        Name: 'bm0',
        'Console Enabled': false,
        'Console Interface': 'idrac-vnc',
        'Driver Info': { ...bmc.driverInfo, redfish_password: '******' },
      },
    ]);
    expect(byDriver).toEqual([]);
  });

  it('sets and unsets driver_info, extra and the console interface', async () => {
    await client.printed(
      'node set bm0 --driver-info drac_vnc_timeout=600 --extra row=7 --console-interface no-console',
    );
    expect(await client.json('node show bm0 --fields driver_info extra console_interface')).toEqual({
      driver_info: { ...bmc.driverInfo, redfish_password: '******', drac_vnc_timeout: 600 },
      extra: { rack: 'r1', row: 7 },
      console_interface: 'no-console',
    });
    await client.printed('node unset bm0 --driver-info drac_vnc_timeout --extra row --console-interface');
    expect(await client.json('node show bm0 --fields driver_info extra console_interface')).toEqual({
      driver_info: { ...bmc.driverInfo, redfish_password: '******' },
      extra: { rack: 'r1' },
      console_interface: 'idrac-vnc',
    });
  });

  it('validates, and says which key a misspelt one was meant to be', async () => {
    expect(await validated()).toEqual({
      interfaces: RECORDED_INTERFACES,
      console: { Interface: 'console', Result: true, Reason: '' },
    });
    await client.printed('node set bm0 --driver-info redfish_pasword=x');
    const [{ console: refused }, enable] = await Promise.all([
      validated(),
      client.run('node console enable bm0'),
    ]);
    const reason = "driver_info has the unknown key 'redfish_pasword'; did you mean 'redfish_password'?";
    expect(refused).toEqual({ Interface: 'console', Result: false, Reason: reason });
    expect(enable).toEqual({ code: 1, stdout: '', stderr: `${reason} (HTTP 400)\n` });
    await client.printed('node unset bm0 --driver-info redfish_pasword');
  });

  it('enables the console, whose link opens once', async () => {
    expect(await shownConsole()).toEqual({ console_enabled: false, console_info: null });
    expect(await client.printed('node console enable bm0')).toBe('');
    await eventually(async () => {
      expect(await client.json('node show bm0 --fields console_enabled last_error')).toEqual({
        console_enabled: true,
        last_error: null,
      });
    }, 20_000);
    const { console_enabled: isEnabled, console_info: info } = await shownConsole();
    expect({ isEnabled, type: info?.type }).toEqual({ isEnabled: true, type: 'vnc' });
    const link = info?.url ?? '';
    expect((await fetch(link)).status).toBe(200);
    expect((await redeem(link)).status).toBe(200);
    expect((await redeem(link)).status).toBe(401);
  });

  it('disables the console, whose links open nothing any more', async () => {
    const link = (await shownConsole()).console_info?.url ?? '';
    expect(await client.printed('node console disable bm0')).toBe('');
    await eventually(async () => {
      expect(await shownConsole()).toEqual({ console_enabled: false, console_info: null });
    }, 20_000);
    expect((await redeem(link)).status).toBe(401);
    expect(bmc.simulator.attributes['VNCServer.1.Enable']).toBe('Disabled');
  });

  it.each([
    {
      command: 'node create --driver nosuch',
      says: 'No valid host was found. Reason: No conductor service registered which supports driver nosuch for conductor group "". (HTTP 400)',
    },
    {
      command: 'node set bm0 --console-interface redfish-vnc',
      says: "Could not find the following interface in the 'ironic.hardware.interfaces.console' entrypoint: redfish-vnc. Valid interfaces are ['fake', 'idrac-vnc', 'no-console']. (HTTP 400)",
    },
    {
      command: 'node set bm0 --console-interface fake',
      says: "console interface implementation 'fake' is not supported by hardware type idrac. (HTTP 400)",
    },
    { command: 'node show nosuch', says: 'Node nosuch could not be found. (HTTP 404)' },
    { command: 'node console enable nosuch', says: 'Node nosuch could not be found. (HTTP 404)' },
  ])('refuses `$command` in the words of Ironic', async ({ command, says }) => {
    expect(await client.run(command)).toEqual({ code: 1, stdout: '', stderr: `${says}\n` });
  });

  it('refuses to enable a console that the interface does not have', async () => {
    await client.printed('node set bm0 --console-interface no-console');
    const [enable, shown] = await Promise.all([client.run('node console enable bm0'), shownConsole()]);
    expect(enable).toEqual({
      code: 1,
      stdout: '',
      stderr: 'Driver idrac does not support console (disabled or not implemented). (HTTP 400)\n',
    });
    expect(shown).toEqual({ console_enabled: false, console_info: null });
  });

  it('deletes a node, which is gone at once', async () => {
    expect(await client.printed('node delete bm0')).toBe('Deleted node bm0\n');
    const [shown, list] = await Promise.all([client.run('node show bm0'), client.json('node list')]);
    expect(shown).toEqual({ code: 1, stdout: '', stderr: 'Node bm0 could not be found. (HTTP 404)\n' });
    expect(list).toEqual([]);
  });
});
