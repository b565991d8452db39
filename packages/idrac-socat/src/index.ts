export { default } from './manifest.js';
export { IdracSocatDriverInfo, type IdracSocatOptions } from './driver-info.js';
export { DracConfig, type DracOptions } from './drac-config.js';
export {
  KnownHostsFileError,
  SerialRedirectionDisabledError,
  SshAlgorithmsError,
  SshCredentialsError,
  SshHostKeyError,
  SshLoginMethodError,
  SshUnreachableError,
  UnknownStateError,
} from './errors.js';
