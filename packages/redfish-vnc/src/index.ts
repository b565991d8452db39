export { default } from './manifest.js';
export { RedfishVncDriverInfo, type RedfishVncOptions } from './driver-info.js';
export {
  NoStrategyError,
  UnknownStateError,
  VncEncryptionError,
  VncSessionsTakenError,
  VncSettingIgnoredError,
  VncSettingRefusedError,
  type StrategyAnswer,
} from './errors.js';
