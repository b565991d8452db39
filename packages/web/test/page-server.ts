import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '../src/index.js';

export type Route = (request: IncomingMessage, response: ServerResponse, body: string) => void;

/** Serves a page as proxy and api do, with its policy, and everything else by `route`. */
export async function servePage(page: Page, route: Route): Promise<{ server: Server; origin: string }> {
  const server = createServer((request, response) => {
    void answer(page, route, request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, origin: originOf(server) };
}

export async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function answer(
  page: Page,
  route: Route,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const asset = page.assets.get(request.url ?? '');
  if (asset !== undefined) {
    response.setHeader('content-security-policy', page.contentSecurityPolicy);
    response.setHeader('x-content-type-options', 'nosniff');
    response.setHeader('referrer-policy', 'no-referrer');
    response.setHeader('content-type', asset.contentType);
    response.end(asset.body);
    return;
  }
  const chunks: Buffer[] = [];
  for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  route(request, response, Buffer.concat(chunks).toString());
}

function originOf(server: Server): string {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen on TCP');
  return `http://127.0.0.1:${String(address.port)}`;
}
