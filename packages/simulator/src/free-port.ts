import { once } from 'node:events';
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

import { InternalError } from '@ironbridge/common';

/** Above the well-known ports and below those that Linux gives to outgoing connections, which could take it meanwhile. */
const FIRST_PORT = 10_000;
const PORT_AFTER_LAST = 32_000;
const MAX_ATTEMPTS = 100;

/** A TCP port of `host` that nobody listens on now. */
export async function findFreePort(host: string): Promise<number> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const port = randomInt(FIRST_PORT, PORT_AFTER_LAST);
    if (await isFree(host, port)) return port;
  }
  throw new InternalError(`No free port was found on ${host}`);
}

async function isFree(host: string, port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen({ host, port });
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
