import { isKeyFile } from '@ironbridge/store';
import type { Command } from 'commander';
import type { z } from 'zod';
import { CONFIG_SECTIONS } from '../config/config-schema.js';
import { INTERFACE_SECTIONS } from '../config/interface-sections.js';
import { loadConfig } from '../config/load-config.js';
import { checkExposure } from '../services/check-exposure.js';
import { createLogger } from '../services/create-logger.js';
import { loadRegistry } from '../services/load-registry.js';
import { addConfigOption } from './config-option.js';

/** `ironbridge config check`: whether `up` would accept this configuration, without starting anything. */
export function addConfigCommand(program: Command): void {
  const config = program.command('config').description('Look at the configuration');
  addConfigOption(config.command('check'))
    .description('Check files and environment, and load every enabled console interface')
    .option('--insecure-noauth', 'as for up')
    .action(
      async ({ configFile, insecureNoauth }: { configFile: readonly string[]; insecureNoauth?: true }) => {
        const loaded = await loadConfig({ files: configFile, env: process.env });
        checkExposure(loaded, insecureNoauth === true);
        const hasKey = await isKeyFile(loaded.secrets.key_file);
        const registry = await loadRegistry(loaded, createLogger('error'));
        process.stdout.write(
          `The configuration is valid. Enabled interfaces: ${registry.enabledInterfaces.join(', ')}\n` +
            (hasKey ? '' : `The first start will make ${loaded.secrets.key_file}; keep a copy of it.\n`),
        );
      },
    );
  config
    .command('options')
    .description('List every option')
    .action(() => {
      for (const [section, schema] of Object.entries<z.ZodObject>({
        ...CONFIG_SECTIONS,
        ...INTERFACE_SECTIONS,
      })) {
        process.stdout.write(`[${section}]\n`);
        for (const [name, type] of Object.entries<z.ZodType>(schema.shape)) {
          process.stdout.write(`  ${name}: ${type.meta()?.description ?? ''}\n`);
        }
      }
    });
}
