export { AllowedNetworks, type AllowedNetworksOptions } from './allowed-networks.js';
export { DEFAULT_CONDUCTOR_TIMEOUTS, type ConductorTimeouts } from './conductor-timeouts.js';
export type { ConsoleState, ConsoleStateStore } from './console-state-store.js';
export {
  createConductor,
  type CallOptions,
  type Conductor,
  type ConductorOptions,
} from './create-conductor.js';
export {
  ConsoleHostUnknownError,
  ConsoleNetworkForbiddenError,
  InterfaceChangedError,
  InterfaceGoneError,
  InvalidNetworkError,
} from './errors.js';
export { loadManifest, type InterfaceSource, type ManifestModule } from './load-manifest.js';
export { MemoryConsoleStateStore } from './memory-console-state-store.js';
export { ConductorService } from './service/conductor-service.js';
export {
  ConsoleHistories,
  type ConsoleHistoriesOptions,
  type HistoryQuery,
} from './history/console-histories.js';
export { parsePortRange, type PortRange } from './serial/port-range.js';
export type { HubIdentity } from './serial/hub-listener.js';
export type { NovaPortsOptions } from './serial/nova-ports.js';
export {
  PortMissingError,
  PortsTakenError,
  SerialDisabledError,
  SerialLineError,
  SerialListenError,
} from './serial/serial-errors.js';
export type { SerialHubOptions } from './serial/serial-hub.js';
export type { ConductorServiceOptions } from './service/conductor-service-options.js';
