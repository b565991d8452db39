import type { IncomingMessage } from 'node:http';
import { RequestRefusedError } from './errors.js';

/**
 * Reads a body of at most `maxBytes` and parses it as JSON. Its deadline is the server's request timeout.
 *
 * @throws RequestRefusedError 413, or 400 where it is not JSON
 */
export async function readJsonBody(request: IncomingMessage, maxBytes: number): Promise<unknown> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) {
    throw new RequestRefusedError('ERR_BODY_TOO_LARGE', { connection: 'close' });
  }
  return parseJson(await readBody(request, maxBytes));
}

function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxBytes) {
        chunks.push(chunk);
        return;
      }
      request.pause();
      reject(new RequestRefusedError('ERR_BODY_TOO_LARGE', { connection: 'close' }));
    });
    request.once('end', () => {
      resolve(Buffer.concat(chunks));
    });
    request.once('error', reject);
  });
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    // The cause is left out: it quotes the body, and with it the token.
    throw new RequestRefusedError('ERR_INVALID_BODY');
  }
}
