import { ConsoleInterfaceRegistry, createHostContainer } from '@ironbridge/base';
import { isIronbridgeError, type Logger } from '@ironbridge/common';
import { loadManifest, type ManifestModule } from '@ironbridge/conductor';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Config } from '../config/config-schema.js';
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
    const registry = new ConsoleInterfaceRegistry(createHostContainer({ logger: log }), {
      enabledHardwareTypes: enabled_hardware_types,
      ...(default_console_interface === undefined
        ? {}
        : { defaultConsoleInterface: default_console_interface }),
    });
    for (const manifest of BUILT_IN_INTERFACES) registry.register(manifest);
    for (const [name, packageName] of Object.entries(config.console_interfaces)) {
      registry.register(await loadManifest(() => importPackage(name, packageName)));
    }
    await registry.enable(enabled_console_interfaces);
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
