export { default } from './manifest.js';
export { IdracVncDriverInfo, type IdracVncOptions } from './driver-info.js';
export {
  AttributesMissingError,
  LegacyIdracError,
  UnknownStateError,
  VncEncryptionError,
  VncServerMissingError,
  VncSessionsTakenError,
  VncSettingIgnoredError,
  VncSettingRefusedError,
} from './errors.js';
