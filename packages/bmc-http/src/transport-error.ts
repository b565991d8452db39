import { BmcCertificateError, BmcProtocolError, BmcUnreachableError, type BmcSettings } from './errors.js';

const CERTIFICATE =
  /CERT|SELF_SIGNED|UNABLE_TO_(?:GET_ISSUER|VERIFY|DECRYPT|DECODE)|INVALID_(?:CA|PURPOSE)|PATH_LENGTH|HOSTNAME_MISMATCH/;
const NEVER_CONNECTED = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENETDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EADDRNOTAVAIL',
]);
const TLS_ADVICE: Readonly<Record<BmcSettings, string>> = {
  redfish:
    'driver_info/redfish_tls_minimum_version and driver_info/redfish_tls_ciphers must allow what the BMC offers, and where it ' +
    'speaks plain HTTP, driver_info/redfish_address must begin with http://',
  drac: 'where the BMC speaks plain HTTP, driver_info/drac_protocol must be http',
};
const BROKEN_HTTP = /^HPE_|^ERR_(?:BAD_RESPONSE|HTTP)|^Z_/;

function fieldOf(error: unknown, name: string): string {
  if (typeof error !== 'object' || error === null || !(name in error)) return '';
  const value: unknown = Reflect.get(error, name);
  return typeof value === 'string' ? value : '';
}

/**
 * The error for a request that got no whole answer. It takes codes over and nothing else: the HTTP client's own error holds
 * headers with credentials, and a parser's holds the bytes of the answer, so neither becomes a `cause`.
 */
export function transportErrorOf(
  error: unknown,
  address: string,
  settings: BmcSettings,
  maxBytes: number,
): BmcUnreachableError | BmcCertificateError | BmcProtocolError {
  const inner = typeof error === 'object' && error !== null && 'cause' in error ? error.cause : undefined;
  const code = fieldOf(error, 'code') || fieldOf(inner, 'code') || 'unknown';
  if (fieldOf(error, 'message').startsWith('maxContentLength')) {
    return new BmcProtocolError(
      `An answer of the BMC at ${address} is longer than ${String(maxBytes)} bytes`,
    );
  }
  if (code === 'EPROTO' || code.startsWith('ERR_SSL') || code === 'ERR_TLS_PROTOCOL_VERSION_CONFLICT') {
    return new BmcProtocolError(
      `The TLS handshake with the BMC at ${address} failed (${code}); ` + TLS_ADVICE[settings],
    );
  }
  if (CERTIFICATE.test(code)) return new BmcCertificateError(address, settings, code);
  if (BROKEN_HTTP.test(code)) {
    return new BmcProtocolError(`What answers at ${address} does not speak HTTP properly (${code})`);
  }
  const isConnect = fieldOf(inner, 'syscall') === 'connect' || fieldOf(error, 'syscall') === 'connect';
  return new BmcUnreachableError(address, code, !NEVER_CONNECTED.has(code) && !isConnect);
}
