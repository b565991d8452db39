export { ERROR_KINDS, type ErrorKind, type ErrorKindFacts } from './error-kinds.js';
export {
  CancelledError,
  IronbridgeError,
  InternalError,
  InvalidInputError,
  TimeoutError,
  isIronbridgeError,
  kindOf,
  type ErrorCode,
} from './errors.js';
export { Secret } from './secret.js';
export { secretString } from './secret-string.js';
export { integerString } from './integer-string.js';
export { Deadline } from './deadline.js';
export { backoffMs, type BackoffOptions } from './backoff.js';
export { systemClock, type Clock } from './clock.js';
export { silentLogger, type LogMethod, type Logger } from './logger.js';
export { MASK, isSecretName, maskSecrets, redact } from './redaction.js';
export { lastWords } from './last-words.js';
export { nearestName } from './nearest-name.js';
export { allowsHost, allowsOrigin, hostnameOf, isLoopbackHost } from './http-origin.js';
export type { JsonObject, JsonValue } from './json.js';
export type { StaticAsset, StaticAssets } from './static-assets.js';
