export { startIdracSimulator, type IdracSimulator } from './idrac/idrac-simulator.js';
export type {
  BuiltInVncOptions,
  ExternalVncOptions,
  IdracSimulatorOptions,
  IdracVncOptions,
  IdracVncSslOptions,
  IdracWsmanOptions,
  QemuVncOptions,
} from './idrac/idrac-options.js';
export type { VncQuirks } from './vnc/vnc-quirks.js';
export {
  startHuaweiSimulator,
  startOpenBmcSimulator,
  startRfbSimulator,
  startScreenlessSimulator,
} from './bmc/start-bmc-simulators.js';
export type { RedfishBmcOptions, RedfishBmcSimulator } from './bmc/redfish-bmc.js';
export { createSelfSignedCertificate, type SelfSignedCertificateOptions } from './self-signed-certificate.js';
export type { AttributeValue, AttributeValues } from './attributes/attribute-definition.js';
export type { DemoPictureOptions } from './picture/demo-picture.js';
export { createFaults, type IdracFaults } from './faults.js';
export { VNC_ATTRIBUTES } from './idrac/idrac-attributes.js';
export type { TlsIdentity } from './tls-identity.js';
export type { JournalEntry } from './http/request-journal.js';
export type { PointerEvent } from './vnc/rfb-session.js';
export {
  QmpError,
  SimulatorOptionsError,
  SimulatorPortError,
  VncHookError,
  type SimulatorError,
} from './errors.js';
