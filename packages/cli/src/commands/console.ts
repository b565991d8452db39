import type { Command } from 'commander';
import { z } from 'zod';
import { askApi } from '../services/ask-api.js';
import { openConsole } from '../terminal/open-console.js';

const ConsoleAnswer = z.object({
  console_enabled: z.boolean(),
  console_info: z.object({ type: z.string(), url: z.string() }).nullable(),
});

const statesOf = (node: string): string => `/v1/nodes/${encodeURIComponent(node)}/states/console`;

/** `ironbridge console enable|disable|show|open NODE`, by way of the API. */
export function addConsoleCommand(program: Command): void {
  const command = program.command('console').description("Enable, disable, show and open servers' consoles");
  const withApi = (name: string): Command =>
    command
      .command(`${name} <node>`)
      .option('--api <url>', 'the API', process.env['OS_ENDPOINT'] ?? 'http://127.0.0.1:6385');
  withApi('enable')
    .description('Want the console of a node')
    .action(async (node: string, { api }: { api: string }) => {
      await askApi(api, statesOf(node), { enabled: true });
    });
  withApi('disable')
    .description('No longer want the console of a node; ends its sessions')
    .action(async (node: string, { api }: { api: string }) => {
      await askApi(api, statesOf(node), { enabled: false });
    });
  withApi('show')
    .description('Show whether the console is enabled, and a link that opens it once')
    .action(async (node: string, { api }: { api: string }) => {
      const { console_enabled, console_info } = ConsoleAnswer.parse(await askApi(api, statesOf(node)));
      process.stdout.write(
        `console_enabled: ${String(console_enabled)}\n` +
          (console_info === null ? '' : `type: ${console_info.type}\nurl: ${console_info.url}\n`),
      );
    });
  withApi('open')
    .description('Open the serial console of a node in this terminal; ~. leaves, ~? helps')
    .action(async (node: string, { api }: { api: string }) => {
      await openConsole(api, node);
    });
}
