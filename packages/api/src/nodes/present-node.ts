import { isSecretName, maskSecrets, type JsonObject, type JsonValue } from '@ironbridge/common';
import type { ConsoleInterfaceRegistry } from '@ironbridge/base';
import type { ConductorRecord, NodeRecord } from '@ironbridge/store';
import { linksTo } from '../links.js';
import { presentDate } from '../present-date.js';
import { FIELD_VERSIONS, NODE_FIELDS, NODE_LINKS, NODE_RELATIONS } from './node-fields.js';

/** The fields of a node in a list that asks for no others. */
const SUMMARY = ['uuid', 'instance_uuid', 'maintenance', 'power_state', 'provision_state', 'name'];

/** Which part of a node is shown. */
export type NodeView = 'summary' | 'detail' | readonly string[];

/** What a node's JSON depends on beside its record. Made anew for each request. */
export interface NodePresentation {
  readonly registry: ConsoleInterfaceRegistry;
  /** The conductors that are alive. */
  readonly conductors: readonly ConductorRecord[];
  readonly baseUrl: string;
  readonly minorVersion: number;
}

/** The interface that the node's console would use: its own, or the default of its hardware type. */
function shownInterface(
  { driver, consoleInterface }: NodeRecord,
  registry: ConsoleInterfaceRegistry,
): string | null {
  if (consoleInterface !== null) return consoleInterface;
  if (!registry.hardwareTypes.includes(driver)) return null;
  const [first] = registry.interfacesOf(driver);
  return first === undefined ? null : registry.defaultInterfaceOf(driver);
}

/** The conductor that has the node: its lock's holder, or the only one that serves its hardware type. */
function shownConductor(node: NodeRecord, conductors: readonly ConductorRecord[]): string | null {
  const serving = conductors.filter(({ hardwareTypes }) => Object.hasOwn(hardwareTypes, node.driver));
  return node.reservation ?? (serving.length === 1 ? (serving[0]?.hostname ?? null) : null);
}

/** Whether a key's value is shown as `******`. Remembers its answers, so one is made for each request. */
export function createSecretTest(registry: ConsoleInterfaceRegistry): (key: string) => boolean {
  const known = new Map<string, boolean>();
  return (key) => {
    const answer = known.get(key) ?? (isSecretName(key) || registry.isSecretKey(key));
    known.set(key, answer);
    return answer;
  };
}

/** Presents nodes in one version of the API, secrets masked. */
export function createNodePresenter({
  registry,
  conductors,
  baseUrl,
  minorVersion,
}: NodePresentation): (node: NodeRecord, view: NodeView) => JsonObject {
  const isSecret = createSecretTest(registry);
  const isServed = ({ since }: { since: number }): boolean => since <= minorVersion;

  return (node, view) => {
    const values: Record<string, JsonValue> = {
      ...node.fields,
      uuid: node.uuid,
      created_at: presentDate(node.createdAt),
      updated_at: node.updatedAt === null ? null : presentDate(node.updatedAt),
      console_enabled: node.consoleEnabled,
      console_interface: shownInterface(node, registry),
      driver: node.driver,
      driver_internal_info:
        node.consoleWarnings.length === 0 ? {} : { console_warnings: [...node.consoleWarnings] },
      driver_info: maskSecrets(node.driverInfo, isSecret),
      instance_info: maskSecrets(node.fields['instance_info'] ?? {}, isSecret),
      last_error: node.lastError,
      name: node.name,
      reservation: node.reservation,
      conductor: shownConductor(node, conductors),
      links: linksTo(baseUrl, `nodes/${node.uuid}`),
    };
    const entryOf = ({ name, initial }: { name: string; initial: JsonValue }): [string, JsonValue] => [
      name,
      values[name] ?? initial,
    ];
    const links: [string, JsonValue] = ['links', values['links'] ?? []];
    const detail = new Map<string, JsonValue>([
      ...NODE_FIELDS.filter(isServed).map(entryOf),
      links,
      ...NODE_RELATIONS.filter(isServed).map(entryOf),
      ...NODE_LINKS.filter(isServed).map(({ name }): [string, JsonValue] => [
        name,
        linksTo(baseUrl, `nodes/${node.uuid}/${name}`),
      ]),
    ]);
    if (view === 'detail') return Object.fromEntries(detail);
    const names =
      view === 'summary' ? SUMMARY.filter((name) => (FIELD_VERSIONS.get(name) ?? 1) <= minorVersion) : view;
    return Object.fromEntries([
      ...names
        .filter((name) => name !== 'links')
        .map((name): [string, JsonValue] => [name, detail.get(name) ?? null]),
      links,
    ]);
  };
}
