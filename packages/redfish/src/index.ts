export {
  RedfishClient,
  type RedfishBody,
  type RedfishClientOptions,
  type RedfishResource,
} from './redfish-client.js';
export type { RedfishAuthType } from './redfish-login.js';
export type { RedfishHttpClient, RedfishHttpClientFactory } from './redfish-transport.js';
export { findManager, findSystem } from './find-system.js';
export { isMessage, scanExtendedInfo, type ExtendedInfo } from './extended-info.js';
export { resolveLink } from './resolve-link.js';
export {
  BmcBusyError,
  BmcCertificateError,
  BmcCredentialsError,
  BmcPrivilegeError,
  BmcTimeoutError,
  BmcUnreachableError,
  CaFileError,
  ForeignOriginError,
  RedfishNotFoundError,
  RedfishProtocolError,
  RedfishRequestError,
  UnknownDefaultError,
  type BmcRefusal,
} from './errors.js';
