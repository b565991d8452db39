export type { ConsoleHistoryReader } from './api-context.js';
export { createApi, type Api, type ApiAddress, type ApiOptions } from './create-api.js';
export type { ServersPage } from './servers-page.js';
export {
  ConductorNotFoundError,
  DriverNotFoundError,
  HttpStatusError,
  ListenError,
  NotAcceptableError,
  NotServedError,
  RequestRefusedError,
  VersionNotAcceptableError,
} from './errors.js';
