import { eventually } from '@ironbridge/testkit';
import { connect, type Socket } from 'node:net';
import { IPMITOOL, IPMI_SIM, startIpmiSim, type IpmiSim } from '../support/ipmi-sim.js';
import { describeWithPrograms } from '../support/requires-program.js';
import { SerialHost } from '../support/serial-host.js';

jest.setTimeout(90_000);

describeWithPrograms(
  "a serial console for Nova's proxy",
  [IPMI_SIM, IPMITOOL, '/usr/bin/socat', '/usr/bin/script'],
  () => {
    let host: SerialHost;
    let sim: IpmiSim;
    const sockets: Socket[] = [];

    beforeAll(async () => {
      [host, sim] = await Promise.all([
        SerialHost.start({
          consoleInterface: 'ipmitool-socat',
          driver: 'ipmi',
          config: () => ({ console: { socat_address: '127.0.0.1', port_range: '20000:22000, 23000:25000' } }),
        }),
        startIpmiSim(),
      ]);
      await host.enrol('n1', sim.driverInfo);
    });
    afterAll(async () => {
      for (const socket of sockets) socket.destroy();
      await host.clear();
      await host.close();
      await sim.close();
    });

    /** As Nova's Ironic driver: what type the console is, and where. */
    async function consoleInfo(): Promise<{ type: string; url: URL }> {
      const { console_info: info } = await host.ironbridge.console('n1');
      return { type: info?.type ?? '', url: new URL(info?.url ?? '') };
    }

    /** As nova-serialproxy: bytes, and nothing else. */
    async function echoes({ hostname, port }: URL, text: string): Promise<void> {
      const socket = connect({ host: hostname, port: Number(port) }).on('error', () => undefined);
      sockets.push(socket);
      let seen = '';
      socket.on('data', (bytes) => {
        seen += bytes.toString('latin1');
      });
      let attempt = 0;
      await eventually(() => {
        // The first packet of a session can get lost in the simulator.
        if (attempt++ % 40 === 0) socket.write(`\r${text}\r`);
        expect(seen).toContain(`echo <${text}>`);
      }, 20_000);
      socket.destroy();
    }

    it('is a raw port, and our own terminal sees the same line', async () => {
      await host.enable('n1');
      const { type, url } = await consoleInfo();
      expect({ type, scheme: url.protocol, host: url.hostname }).toEqual({
        type: 'socat',
        scheme: 'tcp:',
        host: '127.0.0.1',
      });
      expect(Number(url.port)).toBeGreaterThanOrEqual(20_000);
      expect(Number(url.port)).toBeLessThan(25_000);
      await echoes(url, 'from nova');
      const terminal = await host.open('n1');
      await terminal.showing(/echo <from nova>/);
    });

    it("works again after Nova's reset: disabled, awaited, enabled, awaited (nova/virt/ironic/driver.py)", async () => {
      await host.enable('n1');
      const before = await consoleInfo();
      await host.disable('n1');
      expect((await host.ironbridge.console('n1')).console_info).toBeNull();
      await host.enable('n1');
      const after = await consoleInfo();
      expect(after.type).toBe('socat');
      await echoes(after.url, 'after the reset');
      expect(after.url.hostname).toBe(before.url.hostname);
    });
  },
);
