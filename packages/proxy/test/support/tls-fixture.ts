import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { TLSSocket, type TLSSocketOptions } from 'node:tls';

const directory = join(__dirname, '..', 'fixtures', 'tls');

export type CertificateName = 'server' | 'other' | 'expired' | 'foreign';

/** Where a certificate or its key is. */
export function fileOf(name: CertificateName | `${CertificateName}-key` | 'ca'): string {
  return join(directory, `${name}.pem`);
}

/** The authority that issued `server` (for bmc.invalid), `other` (for other.invalid) and `expired`, but not `foreign`. */
export const CA_FILE = fileOf('ca');

export function pemOf(name: CertificateName | 'ca'): Buffer {
  return readFileSync(fileOf(name));
}

/** A server's certificate and key. */
export function identityOf(name: CertificateName): { cert: Buffer; key: Buffer } {
  return { cert: pemOf(name), key: readFileSync(fileOf(`${name}-key`)) };
}

/** The server's side of TLS over an accepted connection. */
export function serveTls(socket: Socket, options: TLSSocketOptions): TLSSocket {
  const tls = new TLSSocket(socket, { ...options, isServer: true });
  tls.on('error', () => {
    socket.destroy();
  });
  return tls;
}
