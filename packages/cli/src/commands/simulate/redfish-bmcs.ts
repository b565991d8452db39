import type { Command } from 'commander';
import { addBmcCommand, runBmc, type BmcCommandOptions } from './bmc-command.js';
import { addVncTargetOptions, vncOf, type VncTargetOptions } from './vnc-target.js';

interface Product {
  readonly name: string;
  readonly username: string;
  readonly description: string;
  readonly start:
    'startHuaweiSimulator' | 'startOpenBmcSimulator' | 'startRfbSimulator' | 'startScreenlessSimulator';
}

const PRODUCTS: readonly Product[] = [
  {
    name: 'huawei',
    username: 'Administrator',
    description: 'Simulate a Huawei iBMC: Redfish, and a VNC service that is configured over it',
    start: 'startHuaweiSimulator',
  },
  {
    name: 'openbmc',
    username: 'root',
    description: 'Simulate an OpenBMC: Redfish, and the screen in the WebSocket /kvm/0',
    start: 'startOpenBmcSimulator',
  },
  {
    name: 'generic',
    username: 'root',
    description: "Simulate a BMC with Redfish's own RFB protocol, which is switched on over Redfish",
    start: 'startRfbSimulator',
  },
  {
    name: 'none',
    username: 'root',
    description: 'Simulate a BMC whose screen no VNC client can show',
    start: 'startScreenlessSimulator',
  },
];

/** `ironbridge simulate huawei|openbmc|generic|none` */
export function addRedfishBmcCommands(simulator: Command): void {
  for (const { name, username, description, start } of PRODUCTS) {
    addVncTargetOptions(addBmcCommand(simulator, name, username).description(description)).action(
      async (options: BmcCommandOptions & VncTargetOptions) => {
        await runBmc(options, async (bmc) => {
          const simulators = await import('@ironbridge/simulator');
          const running = await simulators[start]({ ...bmc, vnc: vncOf(options) });
          process.stdout.write(`Simulated ${name} at ${running.url}, VNC port ${running.vnc.port}\n`);
          return running;
        });
      },
    );
  }
}
