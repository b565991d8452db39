import type { SerialTransport } from '@ironbridge/base';
import { CancelledError, TimeoutError } from '@ironbridge/common';
import { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { dialTcp, type DialOptions } from './dial.js';
import { HubUnreachableError } from './errors.js';

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

function startTls(
  socket: Socket,
  pinned: X509Certificate,
  { signal, timeoutMs }: DialHubOptions,
): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const tls = connectTls({ socket, rejectUnauthorized: false, minVersion: 'TLSv1.3' });
    const settle = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
    };
    const fail = (error: Error): void => {
      settle();
      tls.destroy();
      reject(error);
    };
    const cancel = (): void => {
      fail(new CancelledError('Nobody waits for the serial hub any more', { cause: signal.reason }));
    };
    const timer = setTimeout(() => {
      fail(new TimeoutError('The serial hub did not finish the TLS handshake in time'));
    }, timeoutMs);
    signal.addEventListener('abort', cancel, { once: true });
    // Also after a failure, when whatever else happens to the connection is of no interest.
    tls.on('error', fail);
    tls.once('secureConnect', () => {
      const shown = tls.getPeerX509Certificate();
      if (shown?.raw.equals(pinned.raw) !== true) {
        fail(new HubUnreachableError('shows another certificate than the connection names'));
        return;
      }
      settle();
      tls.removeListener('error', fail);
      resolve(tls);
    });
  });
}
