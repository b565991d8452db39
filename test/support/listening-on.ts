import { once } from 'node:events';
import { connect } from 'node:net';
import { eventually } from '@ironbridge/testkit';

/** Waits until something accepts connections on a port of loopback. */
export async function listeningOn(port: number, timeoutMs = 10_000): Promise<void> {
  await eventually(async () => {
    const socket = connect(port, '127.0.0.1');
    try {
      await once(socket, 'connect');
    } finally {
      socket.destroy();
    }
  }, timeoutMs);
}
