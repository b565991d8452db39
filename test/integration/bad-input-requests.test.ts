import { VNC_ATTRIBUTES } from '@ironbridge/simulator';
import { eventually } from '@ironbridge/testkit';
import { expectConsole } from '../support/console-state.js';
import { faultOf } from '../support/fault-of.js';
import { startIronbridge, type Ironbridge, type NodeAnswer } from '../support/ironbridge.js';
import { startBmc, type SimulatedBmc } from '../support/simulated-bmc.js';

jest.setTimeout(60_000);

const MISSPELT = "driver_info has the unknown key 'redfish_pasword'; did you mean 'redfish_password'?";

describe('driver_info and consoles that are asked for what cannot be', () => {
  let bmc: SimulatedBmc;
  let ironbridge: Ironbridge;

  const patch = (ident: string, operation: object): ReturnType<Ironbridge['call']> =>
    ironbridge.call('PATCH', `/v1/nodes/${ident}`, [operation]);

  const consoleValidation = async (ident: string): Promise<unknown> => {
    const { body } = await ironbridge.call('GET', `/v1/nodes/${ident}/validate`);
    return (body as { console: unknown }).console;
  };

  beforeAll(async () => {
    [bmc, ironbridge] = await Promise.all([startBmc(), startIronbridge()]);
  });

  describe('a misspelt key of driver_info', () => {
    it('is taken by create and set, told by validate, and refused by enable', async () => {
      const misspelt = { ...bmc.driverInfo, redfish_pasword: 'x' };
      const created = await ironbridge.enrol('misspelt', misspelt);
      expect(created.driver_info).toHaveProperty('redfish_pasword');
      const set = await patch('misspelt', {
        op: 'replace',
        path: '/driver_info/redfish_pasword',
        value: 'y',
      });
      expect(set.status).toBe(200);

      expect(await consoleValidation('misspelt')).toEqual({ result: false, reason: MISSPELT });
      const requestsBefore = bmc.simulator.requests.length;
      const { status, body } = await ironbridge.setConsole('misspelt', true);
      expect({ status, fault: faultOf(body) }).toEqual({ status: 400, fault: MISSPELT });
      expect(await ironbridge.console('misspelt')).toEqual({ console_enabled: false, console_info: null });
      expect(bmc.simulator.requests).toHaveLength(requestsBefore);

      expect((await patch('misspelt', { op: 'remove', path: '/driver_info/redfish_pasword' })).status).toBe(
        200,
      );
      expect(await consoleValidation('misspelt')).toEqual({ result: true });
      expect((await ironbridge.setConsole('misspelt', true)).status).toBe(202);
      await expectConsole(ironbridge, 'misspelt', 'enabled');
      await ironbridge.setConsole('misspelt', false);
      await expectConsole(ironbridge, 'misspelt', 'disabled');
    });
  });

  describe('driver_info that cannot be used', () => {
    it.each([
      {
        what: 'no address',
        change: { redfish_address: undefined },
        says: /Missing the following Redfish properties in driver_info: redfish_address/,
      },
      { what: 'an address that is none', change: { redfish_address: 'ftp://x' }, says: /redfish_address/ },
      { what: 'a port out of bounds', change: { drac_vnc_port: '70000' }, says: /drac_vnc_port/ },
      { what: 'a VNC password too long', change: { vnc_password: 'nine char' }, says: /vnc_password/ },
      {
        what: 'an SSL strength that is none',
        change: { drac_vnc_ssl_bitlength: '512bit' },
        says: /drac_vnc_ssl_bitlength/,
      },
    ])('is 400 to enable with $what, and the BMC hears nothing', async ({ what, change, says }) => {
      const { uuid } = await ironbridge.enrol(what.replaceAll(' ', '-'), { ...bmc.driverInfo, ...change });
      const requestsBefore = bmc.simulator.requests.length;
      const { status, body } = await ironbridge.setConsole(uuid, true);
      expect(status).toBe(400);
      expect(faultOf(body)).toMatch(says);
      expect(await consoleValidation(uuid)).toEqual({ result: false, reason: faultOf(body) });
      expect(await ironbridge.console(uuid)).toEqual({ console_enabled: false, console_info: null });
      expect(bmc.simulator.requests).toHaveLength(requestsBefore);
    });
  });

  describe('a masked password that is sent back', () => {
    const refusal = /^driver_info\/redfish_password is '\*{6}', which stands for a secret that is not shown/;

    it('is refused by create', async () => {
      const driverInfo = { ...bmc.driverInfo, redfish_password: '******' };
      const { status, body } = await ironbridge.call('POST', '/v1/nodes', {
        name: 'masked',
        driver: 'idrac',
        driver_info: driverInfo,
      });
      expect(status).toBe(400);
      expect(faultOf(body)).toMatch(refusal);
      expect((await ironbridge.call('GET', '/v1/nodes/masked')).status).toBe(404);
    });

    it('is refused by set, and the password stays', async () => {
      const { driver_info: shown } = await ironbridge.enrol('unmasked', bmc.driverInfo);
      expect(shown['redfish_password']).toBe('******');
      for (const operation of [
        { op: 'replace', path: '/driver_info', value: shown },
        { op: 'add', path: '/driver_info/redfish_password', value: '******' },
      ]) {
        const { status, body } = await patch('unmasked', operation);
        expect(status).toBe(400);
        expect(faultOf(body)).toMatch(refusal);
      }
      await ironbridge.setConsole('unmasked', true);
      await expectConsole(ironbridge, 'unmasked', 'enabled');
      await ironbridge.setConsole('unmasked', false);
      await expectConsole(ironbridge, 'unmasked', 'disabled');
    });
  });

  describe('a console that is enabled', () => {
    let single: SimulatedBmc;
    let node: NodeAnswer;

    beforeAll(async () => {
      single = await startBmc();
      node = await ironbridge.enrol('single', single.driverInfo);
    });

    it('was started once, however many asked at once', async () => {
      const answers = await Promise.all([1, 2, 3, 4].map(() => ironbridge.setConsole('single', true)));
      expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202]);
      await expectConsole(ironbridge, 'single', 'enabled');
      const again = await ironbridge.setConsole('single', true);
      expect(again.status).toBe(202);
      await expectConsole(ironbridge, 'single', 'enabled');
      const { requests } = single.simulator;
      expect(requests.filter(({ method }) => method === 'PATCH')).toHaveLength(1);
    });

    it.each([
      { field: 'driver', value: 'fake-hardware' },
      { field: 'console_interface', value: 'no-console' },
    ])('keeps its $field: a change is 409', async ({ field, value }) => {
      const { status, body } = await patch('single', { op: 'add', path: `/${field}`, value });
      expect(status).toBe(409);
      expect(faultOf(body)).toBe(
        `Cannot change ${field} of node ${node.uuid} while its console is enabled; disable the console first.`,
      );
      expect(await ironbridge.node('single')).toMatchObject({
        driver: 'idrac',
        console_interface: 'idrac-vnc',
        console_enabled: true,
      });
    });

    it('is stopped once, however many asked at once', async () => {
      await Promise.all([1, 2, 3, 4].map(() => ironbridge.setConsole('single', false)));
      await expectConsole(ironbridge, 'single', 'disabled');
      await eventually(() => {
        expect(single.simulator.activeRedfishSessions).toBe(0);
      });
      expect(single.simulator.requests.filter(({ method }) => method === 'PATCH')).toHaveLength(2);
      expect(single.simulator.attributes[VNC_ATTRIBUTES.enable]).toBe('Disabled');
    });
  });
});
