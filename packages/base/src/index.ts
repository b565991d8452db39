// Once, and before inversify reads its first decorator.
import 'reflect-metadata';

export { secretString } from '@ironbridge/common';
export {
  CONSOLE_TYPES,
  ConsoleConnectionSchema,
  SerialConnectionSchema,
  SerialTransportSchema,
  VncConnectionSchema,
  VncSecuritySchema,
  VncTransportSchema,
  hostOfConnection,
  isSameConnection,
  parseConnection,
  serializeConnection,
  type ConsoleConnection,
  type ConsoleType,
  type SerialConnection,
  type SerialEscape,
  type SerialTransport,
  type VncConnection,
  type VncQuirks,
  type VncSecurity,
  type VncTransport,
} from './console-connection.js';
export type { ConsoleInterface } from './console-interface.js';
export {
  CONTRACT_VERSION,
  defineConsoleInterface,
  type ConfigSection,
  type ConsoleInterfaceManifest,
} from './manifest.js';
export { ConsoleInterfaceRegistry, type RegistryOptions } from './registry.js';
export type { LoadedConsoleInterface } from './loaded-console-interface.js';
export { driverInfoProperties, type DriverInfoProperty } from './driver-info-properties.js';
export { parseDriverInfo } from './parse-driver-info.js';
export { HARDWARE_TYPES, type HardwareType } from './hardware-types.js';
export { createHostContainer, type HostOffers } from './host-container.js';
export {
  CLOCK,
  CONSOLE_CONFIG,
  CONSOLE_INTERFACE,
  HTTP_CLIENT_FACTORY,
  LOGGER,
  PROCESS_RUNNER,
  SUBPROCESS_SETTINGS,
} from './tokens.js';
export type { HttpClientFactory } from './http-client-factory.js';
export type {
  ProcessIdentity,
  ProcessRunner,
  ProgramCall,
  ProgramResult,
  RunLimits,
} from './process-runner.js';
export { SystemProcessRunner } from './system-process-runner.js';
export {
  DEFAULT_SUBPROCESS_TIMEOUTS,
  defaultRuntimeDirectory,
  type SubprocessSettings,
} from './subprocess-settings.js';
export type { Node } from './node.js';
export type { Task } from './task.js';
export {
  ConfigSectionError,
  ConsoleUnsupportedError,
  ContractVersionError,
  DriverInfoError,
  DuplicateInterfaceError,
  InterfaceIncompatibleError,
  InterfaceNotFoundError,
  InvalidConnectionError,
  InvalidManifestError,
  ProcessGoneError,
  ProgramMissingError,
  UnknownDriverError,
  UnknownDriverInfoKeyError,
  type OptionProblem,
} from './errors.js';
