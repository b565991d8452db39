import { upgradeStore } from '@ironbridge/store';
import type { Command } from 'commander';
import { loadConfig } from '../config/load-config.js';
import { addConfigOption } from './config-option.js';

/** `ironbridge db upgrade`: brings the database's tables to this version. */
export function addDbCommand(program: Command): void {
  const db = program.command('db').description('Look after the database');
  addConfigOption(db.command('upgrade'))
    .description('Bring the tables of [database] connection to this version')
    .action(async ({ configFile }: { configFile: readonly string[] }) => {
      const { database } = await loadConfig({ files: configFile, env: process.env });
      const applied = await upgradeStore(database.connection);
      process.stdout.write(
        applied.length === 0 ? 'The database is up to date.\n' : `Applied: ${applied.join(', ')}\n`,
      );
    });
}
