import type { Command } from 'commander';
import { loadConfig } from '../config/load-config.js';
import { checkExposure } from '../services/check-exposure.js';
import { createLogger } from '../services/create-logger.js';
import { demoOptions, startDemo } from '../services/demo.js';
import { startServices } from '../services/start-services.js';
import { untilSignal } from '../services/until-signal.js';
import { addConfigOption } from './config-option.js';

interface UpOptions {
  readonly configFile: readonly string[];
  readonly demo?: string;
  readonly insecureNoauth?: true;
}

/** `ironbridge up`: every service in one process. */
export function addUpCommand(program: Command): void {
  addConfigOption(program.command('up'))
    .description('Run API, conductor and proxy in one process')
    .option('--demo <directory>', 'keep everything in this directory and enrol three simulated servers')
    .option('--insecure-noauth', 'listen on other addresses than loopback without authentication')
    .action(async ({ configFile, demo: directory, insecureNoauth }: UpOptions) => {
      const config = await loadConfig({
        files: configFile,
        env: process.env,
        overrides: directory === undefined ? [] : demoOptions(directory),
      });
      checkExposure(config, insecureNoauth === true);
      const stopped = untilSignal();
      const log = createLogger(config.DEFAULT.log_level);
      const demo = directory === undefined ? undefined : await startDemo(directory, log);
      const services = await startServices(config, log, async (store) => demo?.enrol(store)).catch(
        async (error: unknown) => {
          await demo?.close();
          throw error;
        },
      );
      process.stdout.write(
        `Ironbridge is ready.\n` +
          `  Servers page  ${services.serversUrl}\n` +
          `  API           ${services.apiUrl}\n` +
          `  Proxy         ${services.proxyUrl}\n` +
          `Press Ctrl-C to end.\n`,
      );
      log.info({ signal: await stopped }, 'Ending');
      await services.close();
      await demo?.close();
    });
}
