import type { ConsoleInterfaceRegistry } from '@ironbridge/base';
import { isIronbridgeError } from '@ironbridge/common';
import type { NodeRecord } from '@ironbridge/store';

/** What Ironic says of one interface of a node. */
export type InterfaceValidation =
  { readonly result: true; readonly reason?: string } | { readonly result: false; readonly reason: string };

/** In Ironic's order. */
const INTERFACES = [
  ...['boot', 'deploy', 'management', 'network', 'power', 'bios', 'console'],
  ...['inspect', 'raid', 'rescue', 'storage'],
];

function validateConsole(node: NodeRecord, registry: ConsoleInterfaceRegistry): InterfaceValidation {
  try {
    registry.validate(node);
    const { consoleWarnings } = node;
    return { result: true, ...(consoleWarnings.length > 0 && { reason: consoleWarnings.join(' ') }) };
  } catch (error) {
    if (!isIronbridgeError(error) || error.kind === 'internal') throw error;
    return { result: false, reason: error.message };
  }
}

/**
 * Whether each interface of a node could do its work: the console is checked offline, the others are not served. A reason beside
 * a good result is what the last start of the console warned of.
 */
export function validateNode(
  node: NodeRecord,
  registry: ConsoleInterfaceRegistry,
): Readonly<Record<string, InterfaceValidation>> {
  return Object.fromEntries(
    INTERFACES.map((name): [string, InterfaceValidation] => [
      name,
      name === 'console'
        ? validateConsole(node, registry)
        : {
            result: false,
            reason: `Driver ${node.driver} does not support ${name} (disabled or not implemented).`,
          },
    ]),
  );
}
