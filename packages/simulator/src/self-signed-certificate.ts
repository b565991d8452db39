import { isIP } from 'node:net';

import { generate } from 'selfsigned';

import type { TlsIdentity } from './tls-identity.js';

const DNS_NAME = 2;
const IP_ADDRESS = 7;
const VALID_FOR_MS = 365 * 24 * 60 * 60 * 1000;

export interface SelfSignedCertificateOptions {
  /** Names and addresses, beside `localhost` and `127.0.0.1`, which are always in it. */
  readonly hosts?: readonly string[];
}

/** A new key (P-256) and its certificate, valid for a year; as an iDRAC has from the factory, nobody vouches for it. */
export async function createSelfSignedCertificate({
  hosts = [],
}: SelfSignedCertificateOptions = {}): Promise<TlsIdentity> {
  const names = [...new Set(['localhost', '127.0.0.1', ...hosts])];
  const { private: key, cert } = await generate([{ name: 'commonName', value: hosts[0] ?? 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notAfterDate: new Date(Date.now() + VALID_FOR_MS),
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: names.map((name) =>
          isIP(name) === 0 ? { type: DNS_NAME, value: name } : { type: IP_ADDRESS, ip: name },
        ),
      },
    ],
  });
  return { key, cert };
}
