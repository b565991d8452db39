export { startIdracSimulator, type IdracSimulator } from './idrac-simulator.js';
export type {
  BuiltInVncOptions,
  ExternalVncOptions,
  IdracSimulatorOptions,
  IdracVncOptions,
  QemuVncOptions,
} from './options.js';
export { createSelfSignedCertificate, type SelfSignedCertificateOptions } from './self-signed-certificate.js';
export type { AttributeValue, AttributeValues } from './attribute-definition.js';
export type { DemoPictureOptions } from './demo-picture.js';
export type { IdracFaults } from './faults.js';
export { VNC_ATTRIBUTES } from './idrac-attributes.js';
export type { TlsIdentity } from './redfish-server.js';
export type { JournalEntry } from './request-journal.js';
export type { PointerEvent } from './rfb-session.js';
export {
  QmpError,
  SimulatorOptionsError,
  SimulatorPortError,
  VncHookError,
  type SimulatorError,
} from './errors.js';
