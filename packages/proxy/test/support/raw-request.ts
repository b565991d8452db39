import { once } from 'node:events';
import { connect } from 'node:net';

const HEAD = /^HTTP\/1\.[01] (\d{3})[^\r\n]*\r\n([\s\S]*?)\r\n\r\n/;

export interface RawAnswer {
  /** 0 where the connection was closed without an answer. */
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** Sends exactly these bytes to a port of loopback and reads until the connection is closed. */
export async function rawRequest(port: number, bytes: string): Promise<RawAnswer> {
  const socket = connect({ port, host: '127.0.0.1' });
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.on('error', () => undefined);
  socket.write(bytes);
  await once(socket, 'close');
  const text = Buffer.concat(chunks).toString('latin1');
  const [head = '', status = '0', fields = ''] = HEAD.exec(text) ?? [];
  const pairs = fields.split('\r\n').filter((field) => field !== '');
  return {
    status: Number(status),
    headers: new Headers(
      pairs.map((field): [string, string] => {
        const colon = field.indexOf(':');
        return [field.slice(0, colon), field.slice(colon + 1).trim()];
      }),
    ),
    body: text.slice(head.length),
  };
}

/** A request with a well-formed head; a header that is null is left out. */
export function requestHead(
  line: string,
  headers: Readonly<Record<string, string | readonly string[] | null>>,
): string {
  const fields = Object.entries(headers).flatMap(([name, value]) => {
    if (value === null) return [];
    return (typeof value === 'string' ? [value] : value).map((one) => `${name}: ${one}\r\n`);
  });
  return `${line}\r\n${fields.join('')}\r\n`;
}
