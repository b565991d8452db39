import { isIronbridgeError } from '@ironbridge/common';
import type { TlsPeer } from '@ironbridge/rfb';
import { readFile } from 'node:fs/promises';
import { isIP, type Socket } from 'node:net';
import { checkServerIdentity, createSecureContext, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { CaFileError, CertificateError, ConsoleTlsError, type CertificateProblem } from './errors.js';
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
  readonly verifyCa: boolean | string;
  readonly peer: TlsPeer;
  readonly client?: ConsoleTlsOptions['client'];
}

const MIN_VERSION = 'TLSv1.2';
/** Anonymous key exchange, which TLS 1.3 has no more and OpenSSL counts as level 0. */
const ANONYMOUS: ConnectionOptions = {
  ciphers: 'aNULL:!eNULL:!RC4:!3DES:@SECLEVEL=0',
  maxVersion: 'TLSv1.2',
  rejectUnauthorized: false,
};

const MAX_CA_FILE_BYTES = 1024 * 1024;

/**
 * Puts TLS over a connection to a console, and checks whom it is with.
 *
 * @throws CertificateError, ConsoleTlsError, CaFileError, TimeoutError, CancelledError
 */
export async function startConsoleTls(
  socket: Socket,
  demand: TlsDemand,
  ca: ConsoleTlsOptions['ca'],
  wait: TlsWait,
): Promise<TLSSocket> {
  try {
    return await handshakeTls(socket, await optionsFor(demand, ca), wait);
  } catch (error) {
    socket.destroy();
    throw explain(error);
  }
}

/** The failure of a TLS connection, in our words. */
export function explain(error: unknown): unknown {
  const code = codeOf(error);
  if (isIronbridgeError(error) || code === undefined) return error;
  const problem = problemOf(code);
  return problem === undefined
    ? new ConsoleTlsError(code, { cause: error })
    : new CertificateError(problem, { cause: error });
}

async function optionsFor(
  { host, verifyCa, peer, client }: TlsDemand,
  ca: ConsoleTlsOptions['ca'],
): Promise<ConnectionOptions> {
  if (peer === 'anonymous') return { minVersion: MIN_VERSION, ...ANONYMOUS };
  const authorities = typeof verifyCa === 'string' ? await readCaFile(verifyCa) : ca;
  return {
    minVersion: MIN_VERSION,
    rejectUnauthorized: verifyCa !== false,
    // Node would take the name from the address that was dialled.
    checkServerIdentity: (_name, certificate) => checkServerIdentity(host, certificate),
    // Addresses have no place in SNI (RFC 6066 section 3).
    ...(isIP(host) === 0 && { servername: host }),
    ...(authorities !== undefined && { ca: authorities }),
    ...client,
  };
}

async function readCaFile(path: string): Promise<Buffer> {
  try {
    const pem = await readFile(path);
    if (pem.length > MAX_CA_FILE_BYTES || !pem.includes('-----BEGIN CERTIFICATE-----')) {
      throw new CaFileError(path);
    }
    createSecureContext({ ca: pem });
    return pem;
  } catch (cause) {
    throw cause instanceof CaFileError ? cause : new CaFileError(path, { cause });
  }
}

/** Codes of node and of OpenSSL's error queue begin with E; those of the check of a chain do not (x509_vfy.h). */
function problemOf(code: string): CertificateProblem | undefined {
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return 'name';
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') return 'date';
  return code.startsWith('E') ? undefined : 'issuer';
}

function codeOf(error: unknown): string | undefined {
  const hasCode = typeof error === 'object' && error !== null && 'code' in error;
  return hasCode && typeof error.code === 'string' ? error.code : undefined;
}
