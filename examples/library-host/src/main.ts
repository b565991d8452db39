import { Secret } from '@ironbridge/common';
import { createConductor } from '@ironbridge/conductor';
import idracVnc from '@ironbridge/idrac-vnc';
import { startIdracSimulator } from '@ironbridge/simulator';

async function main(): Promise<void> {
  const bmc = await startIdracSimulator({ password: new Secret('calvin'), vnc: { kind: 'built-in' } });
  try {
    const conductor = await createConductor({
      interfaces: [idracVnc],
      enabledConsoleInterfaces: ['idrac-vnc'],
    });
    const node = {
      uuid: '1be26c0b-03f2-4d2e-ae87-c02d7f33c123',
      name: 'rack1-node1',
      driver: 'idrac',
      driverInfo: { redfish_address: bmc.url, redfish_username: 'root', redfish_password: 'calvin' },
      consoleInterface: null,
    };
    // The password in it is a Secret: it prints as [redacted], and .reveal() is for whoever dials.
    console.log(await conductor.startConsole(node));
    await conductor.stopConsole(node);
  } finally {
    await bmc.close();
  }
}

void main();
