import { readFile } from 'node:fs/promises';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent, type AgentOptions } from 'node:https';
import { createSecureContext, type SecureVersion } from 'node:tls';
import { CaFileError, type BmcSettings } from './errors.js';

/** How the BMC's TLS is judged. */
export interface TlsPolicy {
  /** True: Node's CAs; a string: the path of a file of CA certificates in PEM form; false: any certificate passes. */
  readonly verifyCa: boolean | string;
  readonly minimumVersion?: '1.1' | '1.2' | '1.3';
  /** OpenSSL's cipher list. */
  readonly ciphers?: string;
}

const MAX_CA_FILE_BYTES = 1024 * 1024;

async function readCaFile(path: string, settings: BmcSettings): Promise<Buffer> {
  let pem: Buffer;
  try {
    pem = await readFile(path);
  } catch (cause) {
    throw new CaFileError(path, settings, 'cannot be read', { cause });
  }
  if (pem.length > MAX_CA_FILE_BYTES) throw new CaFileError(path, settings, 'is longer than 1 MiB');
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) {
    throw new CaFileError(path, settings, 'holds no certificate in PEM form');
  }
  try {
    createSecureContext({ ca: pem });
  } catch (cause) {
    throw new CaFileError(path, settings, 'holds a certificate that is broken', { cause });
  }
  return pem;
}

/**
 * Agents for one BMC. Each request has a connection of its own: some BMCs choke on persistent ones.
 *
 * @throws CaFileError
 */
export async function createAgents(
  policy: TlsPolicy,
  settings: BmcSettings,
): Promise<{ httpAgent: HttpAgent; httpsAgent: HttpsAgent }> {
  const { verifyCa, minimumVersion, ciphers } = policy;
  const options: AgentOptions = { keepAlive: false, rejectUnauthorized: verifyCa !== false };
  if (typeof verifyCa === 'string') options.ca = await readCaFile(verifyCa, settings);
  if (minimumVersion !== undefined) options.minVersion = `TLSv${minimumVersion}` satisfies SecureVersion;
  if (ciphers !== undefined) options.ciphers = ciphers;
  // OpenSSL 3 allows TLS 1.1 only at security level 0.
  else if (minimumVersion === '1.1') options.ciphers = 'DEFAULT@SECLEVEL=0';
  return { httpAgent: new HttpAgent({ keepAlive: false }), httpsAgent: new HttpsAgent(options) };
}
