import type { VncTransport } from '@ironbridge/base';
import { CancelledError, TimeoutError } from '@ironbridge/common';
import { RedfishClient } from '@ironbridge/redfish';
import axios from 'axios';
import type { IncomingMessage } from 'node:http';
import { Agent } from 'node:https';
import { isIPv6, type Socket } from 'node:net';
import WebSocket from 'ws';
import { startConsoleTls, type ConsoleTlsOptions } from './console-tls.js';
import { readConsoleTrust, type ConsoleTrust } from './console-trust.js';
import { dialTcp, type DialOptions } from './dial.js';
import {
  ConsoleBusyError,
  ConsoleClosedError,
  ConsoleLoginError,
  ConsoleWebSocketError,
  SlotsTakenError,
} from './errors.js';
import type { ProxyLimits } from './limits.js';
import { WebSocketConsoleEnd } from './web-socket-console-end.js';

type WebSocketTransport = Extract<VncTransport, { kind: 'websocket' }>;

export interface DialWebSocketOptions extends Omit<DialOptions, 'onread' | 'timeoutMs'> {
  /** The name in the connection: for Host, certificates and the Redfish service; never dialled. */
  readonly host: string;
  readonly slots: number;
  /** The longest message that the BMC takes. */
  readonly maxMessageBytes: number;
  readonly tls: ConsoleTlsOptions;
  readonly limits: ProxyLimits;
}

/** openbmc/bmcweb:features/kvm/kvm_websocket.hpp. It closes with code 1000 whatever the cause, so the words count. */
const FULL = 'Max sessions are already connected';

type LookupAnswer = (error: Error | null, address: string, family: 4 | 6) => void;

/** A login at the BMC, and how to take it back. */
interface Login {
  readonly headers: Readonly<Record<string, string>>;
  readonly release: () => Promise<void>;
}

/**
 * Opens a WebSocket to a console, without a subprotocol: OpenBMC demands one only of sessions that cookies were used for.
 *
 * @throws ConsoleLoginError, ConsoleBusyError, ConsoleWebSocketError, ConsoleUnreachableError, CertificateError, ConsoleTlsError, CaFileError,
 *   TimeoutError, CancelledError, and the errors of `RedfishClient`
 */
export async function dialWebSocket(
  transport: WebSocketTransport,
  options: DialWebSocketOptions,
): Promise<WebSocketConsoleEnd> {
  const trust = await readConsoleTrust(transport.verifyCa, options.tls.ca);
  // First, so that nothing is sent to whoever is not the console, and what is wrong with its certificate is told.
  const socket = await openSocket(transport, trust, options);
  let login: Login | undefined;
  try {
    login = await logIn(transport, trust, options);
    return await upgrade(transport, socket, login, options);
  } catch (error) {
    socket.destroy();
    await login?.release();
    throw error;
  }
}

async function logIn(
  transport: WebSocketTransport,
  { isChecked, ca }: ConsoleTrust,
  options: DialWebSocketOptions,
): Promise<Login> {
  const { login } = transport;
  switch (login.kind) {
    case 'none':
      return { headers: {}, release: () => Promise.resolve() };
    case 'basic': {
      const credentials = Buffer.from(`${login.username}:${login.password.reveal()}`).toString('base64');
      return { headers: { Authorization: `Basic ${credentials}` }, release: () => Promise.resolve() };
    }
    case 'redfish-session': {
      const client = new RedfishClient({
        address: `${transport.scheme === 'wss' ? 'https' : 'http'}://${authorityOf(options)}`,
        username: login.username,
        password: login.password,
        authType: 'session',
        verifyCa: transport.verifyCa,
        signal: options.signal,
        http: (defaults) =>
          axios.create({
            ...defaults,
            httpsAgent: new Agent({ keepAlive: false, rejectUnauthorized: isChecked, ...(ca && { ca }) }),
            lookup: (_name: string, _options: object, answer: LookupAnswer) => {
              answer(null, options.address, familyOf(options));
            },
          }),
      });
      const release = (): Promise<void> => client.close();
      try {
        return { headers: await client.authorization(), release };
      } catch (error) {
        await release();
        throw error;
      }
    }
  }
}

async function openSocket(
  { scheme }: WebSocketTransport,
  trust: ConsoleTrust,
  { address, port, host, limits, signal }: DialWebSocketOptions,
): Promise<Socket> {
  const wait = { timeoutMs: limits.dialTimeoutMs, signal };
  const socket = await dialTcp({ address, port, ...wait });
  if (scheme === 'ws') return socket;
  return await startConsoleTls(socket, { host, trust, peer: 'certificate' }, wait);
}

function upgrade(
  { path, scheme }: WebSocketTransport,
  socket: Socket,
  { headers, release }: Login,
  options: DialWebSocketOptions,
): Promise<WebSocketConsoleEnd> {
  const { limits, signal, slots, maxMessageBytes } = options;
  return new Promise((resolve, reject) => {
    const authority = authorityOf(options);
    const webSocket = new WebSocket(`ws://${authority}${path}`, {
      headers: { ...headers, Host: authority.replace(scheme === 'wss' ? /:443$/ : /:80$/, '') },
      // TLS, where there is any, is in the socket already: its certificate was checked before anything was sent.
      createConnection: () => socket,
      followRedirects: false,
      perMessageDeflate: false,
      maxPayload: limits.maxMessageBytes,
    });
    const end = new WebSocketConsoleEnd(webSocket, {
      limits,
      maxMessageBytes,
      release,
      causeOf: (words) => {
        if (words === FULL) return new SlotsTakenError(slots);
        return words === '' ? undefined : new ConsoleClosedError(words);
      },
    });
    const settle = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
    };
    const fail = (error: Error): void => {
      settle();
      webSocket.terminate();
      socket.destroy();
      reject(error);
    };
    const cancel = (): void => {
      fail(new CancelledError('Nobody waits for the console any more', { cause: signal.reason }));
    };
    const timer = setTimeout(() => {
      fail(new TimeoutError('The console did not answer the upgrade to a WebSocket in time'));
    }, limits.dialTimeoutMs);
    signal.addEventListener('abort', cancel, { once: true });
    webSocket.once('unexpected-response', (_request, { statusCode = 0 }: IncomingMessage) => {
      fail(refusalOf(statusCode));
    });
    webSocket.once('error', (cause) => {
      fail(new ConsoleWebSocketError('did not complete the upgrade', { cause }));
    });
    webSocket.once('open', () => {
      settle();
      resolve(end);
    });
  });
}

/** What an answer in place of the upgrade means. */
function refusalOf(status: number): ConsoleLoginError | ConsoleBusyError | ConsoleWebSocketError {
  if (status === 401 || status === 403) return new ConsoleLoginError(status);
  if (status >= 500) return new ConsoleBusyError(status);
  return new ConsoleWebSocketError(`answered the upgrade with status ${String(status)}`);
}

function authorityOf({ host, port }: DialWebSocketOptions): string {
  return `${isIPv6(host) ? `[${host}]` : host}:${String(port)}`;
}

function familyOf({ address }: DialWebSocketOptions): 4 | 6 {
  return isIPv6(address) ? 6 : 4;
}
