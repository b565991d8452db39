import type { Command } from 'commander';
import { addIdracCommand } from './simulator/idrac.js';
import { addRedfishBmcCommands } from './simulator/redfish-bmcs.js';

/** `ironbridge simulator BMC`: BMCs to try things on, without hardware. */
export function addSimulatorCommand(program: Command): void {
  const simulator = program.command('simulator').description('Run BMCs to try things on');
  addIdracCommand(simulator);
  addRedfishBmcCommands(simulator);
}
