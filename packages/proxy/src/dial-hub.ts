import type { SerialTransport } from '@ironbridge/base';
import { CancelledError } from '@ironbridge/common';
import { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { dialTcp, type DialOptions } from './dial.js';
import { HubUnreachableError } from './errors.js';
import { handshakeTls, type TlsWait } from './handshake-tls.js';

export type HubTransport = Extract<SerialTransport, { kind: 'hub' }>;

export type DialHubOptions = Omit<DialOptions, 'onread' | 'port'>;

/**
 * Opens the connection to a serial hub. Where a certificate is pinned, it must be that very one: no authority vouches for it,
 * and nothing is sent before it was compared.
 *
 * @throws HubUnreachableError, or CancelledError when `signal` aborts
 */
export async function dialHub({ port, certificate }: HubTransport, options: DialHubOptions): Promise<Socket> {
  try {
    const socket = await dialTcp({ ...options, port });
    return certificate === null ? socket : await startTls(socket, new X509Certificate(certificate), options);
  } catch (cause) {
    if (cause instanceof CancelledError || cause instanceof HubUnreachableError) throw cause;
    throw new HubUnreachableError('does not answer', { cause });
  }
}

async function startTls(socket: Socket, pinned: X509Certificate, wait: TlsWait): Promise<TLSSocket> {
  const tls = await handshakeTls(socket, { rejectUnauthorized: false, minVersion: 'TLSv1.3' }, wait);
  if (tls.getPeerX509Certificate()?.raw.equals(pinned.raw) === true) return tls;
  tls.destroy();
  throw new HubUnreachableError('shows another certificate than the connection names');
}
