import { isIronbridgeError } from '@ironbridge/common';
import type { TlsPeer } from '@ironbridge/rfb';
import { isIP, type Socket } from 'node:net';
import { checkServerIdentity, type ConnectionOptions, type TLSSocket } from 'node:tls';
import type { ConsoleTrust } from './console-trust.js';
import { CertificateError, ConsoleTlsError, type CertificateProblem } from './console-tls-errors.js';
import { handshakeTls, type TlsWait } from './handshake-tls.js';

/** What the proxy has of its own for TLS with consoles; all in PEM. */
export interface ConsoleTlsOptions {
  /** `[vnc] vencrypt_ca_certs`: the authorities behind `verifyCa: true`; Node's unless given. */
  readonly ca?: string | Buffer;
  /** `[vnc] vencrypt_client_cert` and `vencrypt_client_key`: who the proxy is to VeNCrypt servers that ask. */
  readonly client?: { readonly cert: string | Buffer; readonly key: string | Buffer };
}

/** Whom a console's TLS has to be with. */
export interface TlsDemand {
  /** The name or address that the certificate must be for. It is dialled nowhere. */
  readonly host: string;
  readonly trust: ConsoleTrust;
  readonly peer: TlsPeer;
  readonly client?: ConsoleTlsOptions['client'];
}

const MIN_VERSION = 'TLSv1.2';
/** Anonymous key exchange, which TLS 1.3 has no more and OpenSSL counts as level 0. */
const ANONYMOUS: ConnectionOptions = {
  ciphers: 'aNULL:!eNULL:!RC4:!3DES:@SECLEVEL=0',
  maxVersion: 'TLSv1.2',
};

/**
 * Puts TLS over a connection to a console, and checks whom it is with.
 *
 * @throws CertificateError, ConsoleTlsError, TimeoutError, CancelledError
 */
export async function startConsoleTls(socket: Socket, demand: TlsDemand, wait: TlsWait): Promise<TLSSocket> {
  let tls: TLSSocket;
  try {
    tls = await handshakeTls(socket, optionsFor(demand), wait);
  } catch (error) {
    throw explain(error);
  }
  if (!demand.trust.isChecked || tls.authorized) return tls;
  const certificate = tls.getPeerX509Certificate();
  tls.destroy();
  throw new CertificateError(problemOf(String(tls.authorizationError)), certificate);
}

/** The failure of a TLS connection, in our words. */
export function explain(error: unknown): unknown {
  const code = codeOf(error);
  return isIronbridgeError(error) || code === undefined ? error : new ConsoleTlsError(code, { cause: error });
}

function optionsFor({ host, trust, peer, client }: TlsDemand): ConnectionOptions {
  return {
    minVersion: MIN_VERSION,
    // Node would end the connection before anybody could see whose certificate it was.
    rejectUnauthorized: false,
    // Node would take the name from the address that was dialled.
    checkServerIdentity: (_name, certificate) => checkServerIdentity(host, certificate),
    // Addresses have no place in SNI (RFC 6066 section 3).
    ...(isIP(host) === 0 && { servername: host }),
    ...(trust.ca !== undefined && { ca: trust.ca }),
    ...client,
    ...(peer === 'anonymous' && ANONYMOUS),
  };
}

/** By Node's code for a wrong name, and by those of OpenSSL's check of a chain (x509_vfy.h). */
function problemOf(code: string): CertificateProblem {
  switch (code) {
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return 'name';
    case 'CERT_HAS_EXPIRED':
    case 'CERT_NOT_YET_VALID':
      return 'date';
    default:
      return 'issuer';
  }
}

function codeOf(error: unknown): string | undefined {
  const hasCode = typeof error === 'object' && error !== null && 'code' in error;
  return hasCode && typeof error.code === 'string' ? error.code : undefined;
}
