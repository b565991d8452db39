import { isJsonObject, stringAt } from './json-object.js';

/** What the list shows of a node. */
export interface NodeSummary {
  readonly uuid: string;
  readonly name: string | null;
  readonly driver: string;
  readonly consoleInterface: string | null;
  readonly isConsoleEnabled: boolean;
  readonly lastError: string | null;
  /** What somebody should know of the console that is open. */
  readonly warnings: readonly string[];
}

/** Parses one node of the Ironic API; null where it is none. */
export function parseNodeSummary(value: unknown): NodeSummary | null {
  if (!isJsonObject(value)) return null;
  const uuid = stringAt(value, 'uuid');
  if (uuid === null) return null;
  return {
    uuid,
    name: stringAt(value, 'name'),
    driver: stringAt(value, 'driver') ?? '',
    consoleInterface: stringAt(value, 'console_interface'),
    isConsoleEnabled: value['console_enabled'] === true,
    lastError: stringAt(value, 'last_error'),
    warnings: warningsOf(value['driver_internal_info']),
  };
}

function warningsOf(internal: unknown): readonly string[] {
  const warnings = isJsonObject(internal) ? internal['console_warnings'] : undefined;
  return Array.isArray(warnings) ? warnings.filter((warning) => typeof warning === 'string') : [];
}

/** Parses the answer of `GET /v1/nodes/detail`; null where it is none. */
export function parseNodeList(value: unknown): readonly NodeSummary[] | null {
  if (!isJsonObject(value) || !Array.isArray(value['nodes'])) return null;
  return value['nodes'].map(parseNodeSummary).filter((node) => node !== null);
}

/** True where the node has an interface that can give a console. */
export function hasConsole({ consoleInterface }: NodeSummary): boolean {
  return consoleInterface !== null && consoleInterface !== 'no-console';
}

/** True where the node's interface gives a serial console, of which a history is kept. */
export function hasHistory({ consoleInterface }: NodeSummary): boolean {
  return consoleInterface?.endsWith('-socat') === true;
}
