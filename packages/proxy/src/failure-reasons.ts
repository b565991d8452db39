import { isIronbridgeError, kindOf, type ErrorCode } from '@ironbridge/common';
import type { LossReason } from '@ironbridge/store';
import type { SessionClosedReason } from './close-reasons.js';

/** How far a viewer has come; in audit lines it says where a connection failed. */
export type ViewerPhase = 'admission' | 'dialling' | 'console-handshake' | 'viewer-handshake' | 'relaying';

const BY_CODE: ReadonlyMap<ErrorCode, SessionClosedReason> = new Map<ErrorCode, SessionClosedReason>([
  ['ERR_TOKEN_REJECTED', 'session-ended'],
  ['ERR_CONSOLE_NOT_SUPPORTED', 'console-not-supported'],
  ['ERR_SLOTS_TAKEN', 'slots-taken'],
  ['ERR_CONSOLE_UNREACHABLE', 'console-unreachable'],
  ['ERR_HUB_UNREACHABLE', 'hub-unreachable'],
  ['ERR_HUB_LINE_UNKNOWN', 'line-unknown'],
  ['ERR_HUB_FULL', 'line-full'],
  ['ERR_HUB_IDLE', 'viewer-idle'],
  ['ERR_CONSOLE_CERTIFICATE_ISSUER', 'certificate-untrusted'],
  ['ERR_CONSOLE_CA_FILE', 'certificate-untrusted'],
  ['ERR_CONSOLE_CERTIFICATE_NAME', 'certificate-name'],
  ['ERR_CONSOLE_CERTIFICATE_DATE', 'certificate-expired'],
  ['ERR_CONSOLE_TLS', 'tls-refused'],
  ['ERR_CONSOLE_LOGIN', 'login-refused'],
  ['ERR_CONSOLE_BUSY', 'console-busy'],
  ['ERR_CONSOLE_CLOSED', 'console-ended'],
  ['ERR_SECURITY_NOT_ALLOWED', 'security-not-allowed'],
  ['ERR_BMC_CREDENTIALS', 'login-refused'],
  ['ERR_BMC_PRIVILEGE', 'login-refused'],
  ['ERR_BMC_CERTIFICATE', 'certificate-untrusted'],
  ['ERR_BMC_UNREACHABLE', 'console-unreachable'],
  ['ERR_BMC_BUSY', 'console-busy'],
  ['ERR_CA_FILE', 'certificate-untrusted'],
  ['ERR_RFB_AUTHENTICATION', 'login-refused'],
  ['ERR_RFB_PASSWORD', 'login-refused'],
  ['ERR_RFB_SECURITY_POLICY', 'security-refused'],
  ['ERR_RFB_LOCKED_OUT', 'console-locked'],
  ['ERR_RFB_CONNECTION_REFUSED', 'console-busy'],
  ['ERR_RFB_CLOSED', 'console-ended'],
  ['ERR_STORE_UNAVAILABLE', 'store-unavailable'],
]);

/** Who was waited for when the negotiation took too long. */
const TIMEOUTS: Readonly<Record<ViewerPhase, SessionClosedReason>> = {
  admission: 'store-unavailable',
  dialling: 'console-timeout',
  'console-handshake': 'console-timeout',
  'viewer-handshake': 'viewer-timeout',
  relaying: 'internal',
};

/** What a failed negotiation means to the viewer; everything that nobody foresaw is `internal`. */
export function failureReasonOf(error: unknown, phase: ViewerPhase): SessionClosedReason {
  const known = isIronbridgeError(error) ? BY_CODE.get(error.code) : undefined;
  if (known !== undefined) return known;
  const kind = kindOf(error);
  if (kind === 'timeout') return TIMEOUTS[phase];
  const isViewersFault = phase === 'viewer-handshake';
  if (kind === 'protocol') return isViewersFault ? 'viewer-protocol' : 'console-protocol';
  return 'internal';
}

/** Failures that say something about the BMC: whoever looks after the console must hear of them. */
const LOSSES: ReadonlyMap<SessionClosedReason, LossReason> = new Map<SessionClosedReason, LossReason>([
  ['console-unreachable', 'unreachable'],
  ['console-timeout', 'unreachable'],
  ['console-busy', 'unreachable'],
  ['console-locked', 'unreachable'],
  ['console-protocol', 'unreachable'],
  ['console-ended', 'unreachable'],
  ['line-unknown', 'unreachable'],
  ['login-refused', 'login-refused'],
  ['tls-refused', 'login-refused'],
  ['security-refused', 'login-refused'],
]);

/** How a connection that failed like this, before it relayed anything, lost its console; undefined where it did not. */
export function lossReasonOf(reason: SessionClosedReason): LossReason | undefined {
  return LOSSES.get(reason);
}
