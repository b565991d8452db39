import { CancelledError, TimeoutError } from '@ironbridge/common';
import { connect, type OnReadOpts, type Socket } from 'node:net';
import { ConsoleUnreachableError } from './errors.js';

export interface DialOptions {
  /** The checked IP address: no name is resolved here. */
  readonly address: string;
  readonly port: number;
  readonly timeoutMs: number;
  /** Takes what the console sends, from the first byte; without it, the socket emits `data`. */
  readonly onread?: OnReadOpts;
  readonly signal: AbortSignal;
}

/** A BMC that lost its power says nothing: it is asked after so long a silence, and given up within seconds. */
const KEEP_ALIVE_DELAY_MS = 30_000;

/**
 * Opens the TCP connection to a console. Messages do not hold the address: they may travel further than it may.
 *
 * @throws ConsoleUnreachableError, TimeoutError, or CancelledError when `signal` aborts
 */
export function dialTcp({ address, port, timeoutMs, onread, signal }: DialOptions): Promise<Socket> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const socket = connect({
      host: address,
      port,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: KEEP_ALIVE_DELAY_MS,
      ...(onread && { onread }),
    });
    const settle = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
    };
    const fail = (error: Error): void => {
      settle();
      socket.destroy();
      reject(error);
    };
    const cancel = (): void => {
      fail(new CancelledError('Nobody waits for the console any more', { cause: signal.reason }));
    };
    const timer = setTimeout(() => {
      fail(new TimeoutError("The console's port did not answer in time"));
    }, timeoutMs);
    signal.addEventListener('abort', cancel, { once: true });
    // Also after the connect, until whoever takes the socket listens: to an error without a listener the process would end.
    socket.on('error', (cause: NodeJS.ErrnoException) => {
      fail(
        new ConsoleUnreachableError(
          `The console's port cannot be reached (${cause.code ?? 'unknown cause'})`,
          { cause },
        ),
      );
    });
    socket.once('connect', () => {
      settle();
      resolve(socket);
    });
  });
}
