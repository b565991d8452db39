import type { Command } from 'commander';
import { z } from 'zod';
import { ApiAnswerError, ApiUnreachableError } from '../errors.js';

const TIMEOUT_MS = 30_000;

const ConsoleAnswer = z.object({
  console_enabled: z.boolean(),
  console_info: z.object({ type: z.string(), url: z.string() }).nullable(),
});
const ErrorAnswer = z.object({ error_message: z.string() });
const Fault = z.object({ faultstring: z.string() });

/** The sentence in an Ironic error: JSON inside JSON. */
function faultOf(body: unknown, status: number): string {
  const outer = ErrorAnswer.safeParse(body);
  if (!outer.success) return `the API answered ${String(status)}`;
  try {
    return Fault.parse(JSON.parse(outer.data.error_message)).faultstring;
  } catch {
    return outer.data.error_message;
  }
}

async function ask(api: string, node: string, enabled?: boolean): Promise<unknown> {
  const url = new URL(`/v1/nodes/${encodeURIComponent(node)}/states/console`, api);
  const answer = await fetch(url, {
    headers: { 'X-OpenStack-Ironic-API-Version': '1.82', 'Content-Type': 'application/json' },
    signal: AbortSignal.timeout(TIMEOUT_MS),
    ...(enabled === undefined ? {} : { method: 'PUT', body: JSON.stringify({ enabled }) }),
  }).catch((cause: unknown) => {
    throw new ApiUnreachableError(`The API at ${url.origin} does not answer; is --api right?`, { cause });
  });
  const text = await answer.text();
  const body: unknown = text === '' ? null : JSON.parse(text);
  if (!answer.ok) throw new ApiAnswerError(faultOf(body, answer.status));
  return body;
}

/** `ironbridge console enable|disable|show NODE`, by way of the API. */
export function addConsoleCommand(program: Command): void {
  const command = program.command('console').description("Enable, disable and show servers' consoles");
  const withApi = (name: string): Command =>
    command
      .command(`${name} <node>`)
      .option('--api <url>', 'the API', process.env['OS_ENDPOINT'] ?? 'http://127.0.0.1:6385');
  withApi('enable')
    .description('Want the console of a node')
    .action(async (node: string, { api }: { api: string }) => {
      await ask(api, node, true);
    });
  withApi('disable')
    .description('No longer want the console of a node; ends its sessions')
    .action(async (node: string, { api }: { api: string }) => {
      await ask(api, node, false);
    });
  withApi('show')
    .description('Show whether the console is enabled, and a link that opens it once')
    .action(async (node: string, { api }: { api: string }) => {
      const { console_enabled, console_info } = ConsoleAnswer.parse(await ask(api, node));
      process.stdout.write(
        `console_enabled: ${String(console_enabled)}\n` +
          (console_info === null ? '' : `type: ${console_info.type}\nurl: ${console_info.url}\n`),
      );
    });
}
