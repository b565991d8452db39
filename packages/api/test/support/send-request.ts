import { once } from 'node:events';
import { connect } from 'node:net';

/** A request as it goes over the wire: nothing is added but `Host`, the body's length and the wish to close. */
export interface TestRequest {
  readonly method?: string;
  readonly url: string;
  /** An array repeats the header. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly payload?: string;
}

export interface TestResponse {
  readonly statusCode: number;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  json(): Record<string, unknown>;
}

const TIMEOUT_MS = 5000;

/** Sends bytes to a port on loopback and gives all that comes back until the other side closes. */
export async function exchangeBytes(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  // A service that refuses what it has not read to the end resets the connection after its answer.
  socket.on('error', () => undefined);
  socket.write(bytes);
  try {
    await once(socket, 'close', { signal: AbortSignal.timeout(TIMEOUT_MS) });
  } finally {
    socket.destroy();
  }
  return Buffer.concat(chunks).toString();
}

function parseResponse(text: string): TestResponse {
  const end = text.indexOf('\r\n\r\n');
  const [status = '', ...lines] = text.slice(0, end).split('\r\n');
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  const body = text.slice(end + 4);
  return {
    statusCode: Number(status.split(' ')[1]),
    headers: Object.fromEntries(headers),
    body,
    json: () => JSON.parse(body) as Record<string, unknown>,
  };
}

/** Sends one request to a port on loopback and reads its answer whole. */
export async function sendRequest(
  port: number,
  { method = 'GET', url, headers = {}, payload }: TestRequest,
): Promise<TestResponse> {
  const fields = {
    host: `127.0.0.1:${String(port)}`,
    ...(payload !== undefined && { 'content-length': String(Buffer.byteLength(payload)) }),
    ...headers,
    connection: 'close',
  };
  const lines = Object.entries(fields).flatMap(([name, value]) =>
    [value].flat().map((each) => `${name}: ${each}`),
  );
  const head = [`${method} ${url} HTTP/1.1`, ...lines].join('\r\n');
  return parseResponse(await exchangeBytes(port, `${head}\r\n\r\n${payload ?? ''}`));
}
