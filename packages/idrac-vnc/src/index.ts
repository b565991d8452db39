export { default } from './manifest.js';
export { IdracVncDriverInfo, type IdracVncOptions } from './driver-info.js';
export {
  AddressMissingError,
  AttributesMissingError,
  CredentialsMissingError,
  IdracBusyError,
  LegacyIdracError,
  UnknownStateError,
  VncServerMissingError,
  VncServerUnreadableError,
  VncSessionsTakenError,
  VncSettingIgnoredError,
  VncSettingRefusedError,
} from './errors.js';
