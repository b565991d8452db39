import type { Command } from 'commander';
import { addIdracCommand } from './simulate/idrac.js';
import { addRedfishBmcCommands } from './simulate/redfish-bmcs.js';

/** `ironbridge simulate BMC`: BMCs to try things on, without hardware. */
export function addSimulatorCommand(program: Command): void {
  const simulator = program.command('simulate').description('Run BMCs to try things on');
  addIdracCommand(simulator);
  addRedfishBmcCommands(simulator);
}
