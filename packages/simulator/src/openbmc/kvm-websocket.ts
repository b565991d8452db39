import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';

import type { FastifyInstance } from 'fastify';
import { WebSocketServer, type WebSocket } from 'ws';

import type { RunningBmc } from '../bmc/running-bmc.js';
import type { CookieLogin } from './cookie-login.js';

/** Sessions that bmcweb allows. */
export const MAX_KVM_SESSIONS = 4;

/** The buffer for what a client sends. */
const MAX_CLIENT_MESSAGE_BYTES = 1024;

/** Far above the limit, so that a message too long is told in bmcweb's way. */
const MAX_RECEIVED_BYTES = 1024 * 1024;

/** All of bmcweb's closes have the code of a normal one; the reason tells. */
const CLOSE_CODE = 1000;

/**
 * The WebSocket `/kvm/0`, a relay to the VNC server on loopback, with the limits and close reasons of bmcweb.
 *
 * @returns a function that ends every session
 * @see openbmc/bmcweb:features/kvm/kvm_websocket.hpp, http/websocket_impl.hpp, include/authentication.hpp
 */
export function addKvmWebSocket(app: FastifyInstance, bmc: RunningBmc, cookies: CookieLogin): () => void {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_RECEIVED_BYTES,
    // Whatever was offered is echoed.
    handleProtocols: (protocols) => [...protocols].join(', '),
  });
  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', (error) => {
      bmc.log.debug({ err: error }, 'The connection of a viewer broke');
    });
    const status = refusalOf(request, bmc, cookies);
    if (bmc.faults.hang) return;
    if (status !== undefined) {
      socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    server.handleUpgrade(request, socket, head, (viewer) => {
      relay(viewer, bmc, server.clients.size);
    });
  });
  return () => {
    for (const viewer of server.clients) viewer.terminate();
    server.close();
  };
}

/** The status with which an upgrade is refused, or undefined. */
function refusalOf(
  { headers, url = '' }: IncomingMessage,
  { gate }: RunningBmc,
  cookies: CookieLogin,
): string | undefined {
  if (!/^\/kvm\/0\/?$/.test(url)) return '404 Not Found';
  const header = headers['x-auth-token'];
  const bearer = /^Token (.+)$/.exec(headers.authorization ?? '')?.[1];
  const token = typeof header === 'string' ? header : (cookies.tokenOf(headers) ?? bearer);
  const isAllowed = gate.isAllowed(token === undefined ? headers : { 'x-auth-token': token });
  if (!isAllowed) return '401 Unauthorized';
  const csrfToken = token === undefined ? undefined : cookies.csrfTokenOf(token);
  const isForged = csrfToken !== undefined && headers['sec-websocket-protocol'] !== csrfToken;
  return isForged ? '401 Unauthorized' : undefined;
}

function relay(viewer: WebSocket, { faults, log, vncPort }: RunningBmc, sessions: number): void {
  viewer.on('error', (error) => {
    log.debug({ err: error }, 'A viewer broke the WebSocket protocol');
  });
  if (faults.slotsTaken || sessions > MAX_KVM_SESSIONS) {
    viewer.close(CLOSE_CODE, 'Max sessions are already connected');
    return;
  }
  const vnc = connect({ host: '127.0.0.1', port: vncPort(), noDelay: true });
  let isConnected = false;
  vnc.once('connect', () => {
    isConnected = true;
  });
  vnc.on('error', () => {
    viewer.close(
      CLOSE_CODE,
      isConnected ? 'Error in reading to host port' : 'Error in connecting to KVM port',
    );
  });
  vnc.on('end', () => {
    viewer.close(CLOSE_CODE, 'KVM socket port closed');
  });
  vnc.on('data', (bytes: Buffer) => {
    vnc.pause();
    viewer.send(bytes, () => vnc.resume());
  });
  viewer.on('message', (data) => {
    const bytes = Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer);
    if (bytes.length + vnc.writableLength > MAX_CLIENT_MESSAGE_BYTES) {
      viewer.close(CLOSE_CODE, 'Buffer overrun');
      vnc.destroy();
      return;
    }
    vnc.write(bytes);
  });
  viewer.on('close', () => {
    vnc.destroy();
  });
}
