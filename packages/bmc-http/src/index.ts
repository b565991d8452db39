export {
  BmcTransport,
  MAX_ANSWER_BYTES,
  reasonOf,
  type BmcHttpClient,
  type BmcHttpClientFactory,
  type BmcTransportOptions,
  type HttpAnswer,
  type HttpExchange,
  type HttpMethod,
} from './bmc-transport.js';
export type { TlsPolicy } from './tls-agents.js';
export { cleanBmcText } from './bmc-text.js';
export { parseRetryAfter } from './retry-after.js';
export {
  BmcBusyError,
  BmcCertificateError,
  BmcCredentialsError,
  BmcPrivilegeError,
  BmcProtocolError,
  BmcTimeoutError,
  BmcUnreachableError,
  CaFileError,
  type BmcSettings,
} from './errors.js';
