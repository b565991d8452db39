import type { Command } from 'commander';
import { addIdracCommand } from './simulate/idrac.js';
import { addRedfishBmcCommands } from './simulate/redfish-bmcs.js';

/**
 * `ironbridge simulate BMC`: BMCs to try things on, without hardware. They are loaded when one is started: no other command
 * needs what they bring along.
 */
export function addSimulatorCommand(program: Command): void {
  const simulator = program.command('simulate').description('Run BMCs to try things on');
  addIdracCommand(simulator);
  addRedfishBmcCommands(simulator);
}
