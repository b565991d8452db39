import type { ContainerModule } from 'inversify';
import type { z } from 'zod';
import type { ConsoleType } from './console-connection.js';

/** The version of the contract in this package. A change that breaks a driver raises it. */
export const CONTRACT_VERSION = 1;

/** A section of the configuration file that belongs to one interface. */
export interface ConfigSection {
  readonly section: string;
  readonly schema: z.ZodObject;
}

/** What a driver package exports by default: data, without side effects. */
export interface ConsoleInterfaceManifest {
  /** As operators write it in `enabled_console_interfaces`. */
  readonly name: string;
  readonly contractVersion: number;
  /** Hardware types that it serves, beside those whose list in `HARDWARE_TYPES` names it. */
  readonly hardwareTypes: readonly string[];
  /** The types of connection that start can return; none means that the interface offers no console. */
  readonly consoleTypes: readonly ConsoleType[];
  /** Its driver_info keys in snake_case, each with `.meta({ description, secret? })`; keys of others are ignored. */
  readonly driverInfo: z.ZodObject;
  readonly config?: ConfigSection;
  /** Binds CONSOLE_INTERFACE. Loaded into a container of its own. */
  readonly module: ContainerModule;
}

/** Completes and freezes a manifest. */
export function defineConsoleInterface(
  manifest: Omit<ConsoleInterfaceManifest, 'contractVersion'>,
): ConsoleInterfaceManifest {
  return Object.freeze({ ...manifest, contractVersion: CONTRACT_VERSION });
}
