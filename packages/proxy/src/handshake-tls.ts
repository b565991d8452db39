import { CancelledError, TimeoutError } from '@ironbridge/common';
import type { Socket } from 'node:net';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';

export interface TlsWait {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * Starts TLS as a client over a connected socket, which is destroyed where that fails.
 *
 * @throws TimeoutError, CancelledError when `signal` aborts, or what node:tls finds wrong
 */
export function handshakeTls(
  socket: Socket,
  options: ConnectionOptions,
  { timeoutMs, signal }: TlsWait,
): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const tls = connect({ ...options, socket });
    const settle = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
    };
    const fail = (error: Error): void => {
      settle();
      tls.destroy();
      socket.destroy();
      reject(error);
    };
    const cancel = (): void => {
      fail(new CancelledError('Nobody waits for the TLS handshake any more', { cause: signal.reason }));
    };
    const timer = setTimeout(() => {
      fail(new TimeoutError('The TLS handshake did not end in time'));
    }, timeoutMs);
    signal.addEventListener('abort', cancel, { once: true });
    // Also after the handshake: an error without a listener would end the process.
    tls.on('error', fail);
    tls.once('secureConnect', () => {
      settle();
      resolve(tls);
    });
  });
}
