import { consolePageUrl } from './console-page-url.js';
import type { NodeSummary } from './node-summary.js';
import { failed, type Result } from './problem.js';

/** The calls of the Ironic API that open a console. */
export interface ConsoleApi {
  setConsole(uuid: string, isEnabled: boolean): Promise<Result<unknown>>;
  node(uuid: string): Promise<Result<NodeSummary>>;
  consoleLink(uuid: string): Promise<Result<unknown>>;
}

export interface OpenConsoleOptions {
  /** False once nobody waits any more, for instance because the window was closed. */
  readonly isWanted: () => boolean;
  readonly deadlineMs?: number;
  readonly pollMs?: number;
}

/** A first start may take the conductor 60 s; the rest is for the api to tell. */
const DEADLINE_MS = 75_000;
const POLL_MS = 500;

/** Enables the console of a node, waits until it is, and gives the URL of its page. */
export async function openConsole(
  api: ConsoleApi,
  uuid: string,
  { isWanted, deadlineMs = DEADLINE_MS, pollMs = POLL_MS }: OpenConsoleOptions,
): Promise<Result<string>> {
  const untilMs = Date.now() + deadlineMs;
  const asked = await api.setConsole(uuid, true);
  if (!asked.ok) return asked;
  for (;;) {
    const node = await api.node(uuid);
    if (!node.ok && !node.problem.isTransient) return node;
    if (node.ok && node.value.isConsoleEnabled) break;
    if (node.ok && node.value.lastError !== null) return failed(node.value.lastError);
    if (!isWanted()) return failed('The window was closed before the console was ready.');
    if (Date.now() >= untilMs) {
      return failed(`The console did not start within ${String(Math.round(deadlineMs / 1_000))} s.`);
    }
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  const answer = await api.consoleLink(uuid);
  return answer.ok ? consolePageUrl(answer.value) : answer;
}
