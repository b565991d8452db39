import { parseNodeList, parseNodeSummary, type NodeSummary } from './node-summary.js';
import type { ConsoleApi } from './open-console.js';
import { parseApiError } from './parse-api-error.js';
import { parseJson } from './json-object.js';
import { failed, succeeded, type Result } from './problem.js';

/** The highest that Ironic 21.4 knows; this page needs 1.31, for `console_interface`. */
const API_VERSION = '1.82';
const TIMEOUT_MS = 15_000;

async function call(path: string, init: RequestInit = {}): Promise<Result<unknown>> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(new URL(path, document.baseURI), {
      ...init,
      headers: {
        accept: 'application/json',
        'content-type': 'application/json',
        'x-openstack-ironic-api-version': API_VERSION,
      },
      cache: 'no-store',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    text = await response.text();
  } catch {
    return failed('The API could not be reached.', { isTransient: true });
  }
  if (response.ok) return succeeded(parseJson(text));
  return failed(parseApiError(response.status, text), {
    requestId: response.headers.get('openstack-request-id'),
    isTransient: response.status >= 500,
  });
}

function parsed<Value>(answer: Result<unknown>, parse: (body: unknown) => Value | null): Result<Value> {
  if (!answer.ok) return answer;
  const value = parse(answer.value);
  return value === null
    ? failed('The API gave an answer that this page does not understand.')
    : succeeded(value);
}

const nodePath = (uuid: string): string => `v1/nodes/${encodeURIComponent(uuid)}`;

/** The Ironic API of the page's own origin. */
export const ironicApi = {
  async nodes(): Promise<Result<readonly NodeSummary[]>> {
    return parsed(await call('v1/nodes/detail'), parseNodeList);
  },
  async node(uuid: string): Promise<Result<NodeSummary>> {
    return parsed(await call(nodePath(uuid)), parseNodeSummary);
  },
  setConsole(uuid: string, isEnabled: boolean): Promise<Result<unknown>> {
    return call(`${nodePath(uuid)}/states/console`, {
      method: 'PUT',
      body: JSON.stringify({ enabled: isEnabled }),
    });
  },
  consoleLink(uuid: string): Promise<Result<unknown>> {
    return call(`ironbridge/${nodePath(uuid)}/console-link`);
  },
} as const satisfies ConsoleApi & Record<string, unknown>;
