import { isIronbridgeError, kindOf } from '@ironbridge/common';
import { Command } from 'commander';
import { addConfigCommand } from './commands/config.js';
import { addConsoleCommand } from './commands/console.js';
import { addDbCommand } from './commands/db.js';
import { addSimulatorCommand } from './commands/simulate.js';
import { addUpCommand } from './commands/up.js';
import { VERSION } from './version.js';

const program = new Command('ironbridge')
  .description('Opens the consoles of bare-metal servers')
  .version(VERSION);
addUpCommand(program);
addConsoleCommand(program);
addDbCommand(program);
addConfigCommand(program);
addSimulatorCommand(program);

// A reader that has seen enough, as in `ironbridge config options | head`, is no failure of this program.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

program.parseAsync().catch((error: unknown) => {
  // A person's mistake gets a sentence; a defect gets its stack.
  const isExplained = isIronbridgeError(error) && kindOf(error) !== 'internal';
  process.stderr.write(isExplained ? `ironbridge: ${error.message}\n` : `${inspectError(error)}\n`);
  process.exitCode = 1;
});

function inspectError(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
