import {
  ConsoleInterfaceRegistry,
  createHostContainer,
  type ConsoleInterfaceManifest,
} from '@ironbridge/base';
import { isIronbridgeError, type JsonObject, type Logger } from '@ironbridge/common';
import { loadManifest, type ManifestModule } from '@ironbridge/conductor';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Config } from '../config/config-schema.js';
import type { IniOption } from '../config/ini-file.js';
import { unknownSectionProblem } from '../config/load-config.js';
import { ConfigurationError } from '../errors.js';
import { BUILT_IN_INTERFACES } from './built-in-interfaces.js';

/** Imports a package as the operator's own code would from the working directory. */
async function importPackage(interfaceName: string, packageName: string): Promise<ManifestModule> {
  try {
    const file = createRequire(join(process.cwd(), 'package.json')).resolve(packageName);
    return (await import(pathToFileURL(file).href)) as ManifestModule;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
    throw new ConfigurationError([
      `[console_interfaces] ${interfaceName} = ${packageName}: the package cannot be loaded: ${reason ?? ''}`,
    ]);
  }
}

/**
 * Registers every built-in interface and those of `[console_interfaces]`, and enables what the operator named.
 *
 * @throws ConfigurationError naming the option to change
 */
export async function loadRegistry(config: Config, log: Logger): Promise<ConsoleInterfaceRegistry> {
  const { enabled_hardware_types, enabled_console_interfaces, default_console_interface } = config.DEFAULT;
  try {
    const subprocesses = {
      runtimeDirectory: config.console.runtime_directory,
      startTimeoutMs: config.console.subprocess_timeout,
      killTimeoutMs: config.console.kill_timeout,
    };
    const registry = new ConsoleInterfaceRegistry(createHostContainer({ logger: log, subprocesses }), {
      enabledHardwareTypes: enabled_hardware_types,
      ...(default_console_interface === undefined
        ? {}
        : { defaultConsoleInterface: default_console_interface }),
    });
    const manifests = [...BUILT_IN_INTERFACES];
    for (const [name, packageName] of Object.entries(config.console_interfaces)) {
      manifests.push(await loadManifest(() => importPackage(name, packageName)));
    }
    for (const manifest of manifests) registry.register(manifest);
    await registry.enable(enabled_console_interfaces, sectionsOf(manifests, config.ofInterfaces));
    return registry;
  } catch (error) {
    if (error instanceof ConfigurationError) throw error;
    if (isIronbridgeError(error) && error.kind === 'invalid-input') {
      throw new ConfigurationError([
        `[DEFAULT] enabled_hardware_types, enabled_console_interfaces: ${error.message}`,
      ]);
    }
    throw error;
  }
}

/** The sections of interfaces, each of which must be some interface's. */
function sectionsOf(
  manifests: readonly ConsoleInterfaceManifest[],
  options: readonly IniOption[],
): Readonly<Record<string, JsonObject>> {
  const known = new Set(manifests.flatMap(({ config }) => (config === undefined ? [] : [config.section])));
  const strangers = options.filter(({ section }) => !known.has(section));
  if (strangers.length > 0) {
    throw new ConfigurationError(strangers.map((option) => unknownSectionProblem(option, known)));
  }
  const valuesOf = (section: string): JsonObject =>
    Object.fromEntries(
      options.filter((option) => option.section === section).map(({ name, value }) => [name, value]),
    );
  return Object.fromEntries([...known].map((section) => [section, valuesOf(section)]));
}
