export {
  RedfishClient,
  type RedfishBody,
  type RedfishClientOptions,
  type RedfishResource,
} from './redfish-client.js';
export type { RedfishAuthType } from './redfish-login.js';
export { findManager, findSystem } from './find-system.js';
export { isMessage, scanExtendedInfo, type ExtendedInfo } from './extended-info.js';
export {
  findDellAttributes,
  readDellManager,
  refreshDellAttributes,
  type DellAttributes,
  type DellManager,
} from './dell-attributes.js';
export { parseRedfishAddress, type RedfishAddress } from './redfish-address.js';
export {
  redfishDriverInfo,
  type RedfishDriverInfoShape,
  type RedfishOptions,
  type RedfishWording,
} from './redfish-driver-info.js';
export { vulnerableIdracFirmwareWarning } from './vulnerable-idrac-firmware.js';
export { createVncPassword, vncPassword } from './vnc-password.js';
export { withRedfish, type RedfishTask } from './with-redfish.js';
export { resolveLink } from './resolve-link.js';
export {
  ForeignOriginError,
  RedfishNotFoundError,
  RedfishProtocolError,
  RedfishRequestError,
  UnknownDefaultError,
  type BmcRefusal,
} from './errors.js';
