export { createProxy, type CloseOptions, type ListenOptions, type Proxy } from './create-proxy.js';
export type { ProxyOptions } from './options.js';
export type { ListeningProxy } from './proxy-server.js';
export type { ProxyPage } from './page-routes.js';
export type { RedeemAnswer } from './redeem-route.js';
export { DEFAULT_LIMITS, type ProxyLimits } from './limits.js';
export { SESSION_CLOSED_REASONS, type CloseReasonFacts, type SessionClosedReason } from './close-reasons.js';
export { SESSION_SUBPROTOCOL_PREFIX } from './viewer-credential.js';
export * from './errors.js';
