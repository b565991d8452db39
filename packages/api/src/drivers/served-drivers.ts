import type { ConsoleInterfaceRegistry } from '@ironbridge/base';
import type { ConductorRecord } from '@ironbridge/store';

/** A hardware type and the conductors that serve it. */
export interface ServedDriver {
  readonly name: string;
  readonly hosts: readonly string[];
  /** Enabled on any of the hosts. */
  readonly consoleInterfaces: readonly string[];
  readonly defaultConsoleInterface: string | null;
}

/** The hardware types that conductors published, by name. */
export function servedDrivers(
  conductors: readonly ConductorRecord[],
  registry: ConsoleInterfaceRegistry,
): readonly ServedDriver[] {
  const names = new Set(conductors.flatMap(({ hardwareTypes }) => Object.keys(hardwareTypes)));
  return [...names].sort().map((name) => {
    const serving = conductors.filter(({ hardwareTypes }) => Object.hasOwn(hardwareTypes, name));
    const interfaces = [...new Set(serving.flatMap(({ hardwareTypes }) => hardwareTypes[name] ?? []))];
    // This service's own registry decides for nodes that name none, as long as a conductor has that interface too.
    const preferred =
      registry.hardwareTypes.includes(name) && registry.interfacesOf(name).length > 0
        ? registry.defaultInterfaceOf(name)
        : undefined;
    return {
      name,
      hosts: serving.map(({ hostname }) => hostname),
      consoleInterfaces: interfaces,
      defaultConsoleInterface:
        interfaces.find((candidate) => candidate === preferred) ?? interfaces[0] ?? null,
    };
  });
}
