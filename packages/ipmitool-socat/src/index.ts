export { default } from './manifest.js';
export { IpmitoolSocatDriverInfo, type IpmitoolSocatOptions } from './driver-info.js';
export { IpmiConfig, type IpmiOptions } from './ipmi-config.js';
export {
  BmcBusyError,
  BmcUnreachableError,
  IpmiCipherSuiteError,
  IpmiCredentialsError,
  SolBusyError,
  SolDisabledError,
  UnknownStateError,
} from './errors.js';
