export { default } from './manifest.js';
export { MyKvmDriverInfo, type MyKvmOptions } from './driver-info.js';
export {
  CredentialsError,
  SettingIgnoredError,
  SwitchAnswerError,
  SwitchUnavailableError,
} from './errors.js';
