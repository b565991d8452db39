import type { VncConnection } from '@ironbridge/base';
import { TimeoutError } from '@ironbridge/common';
import type { RfbClientSecurity, TlsPeer } from '@ironbridge/rfb';
import type { ConsoleEnd } from './console-end.js';
import type { ConnectContext } from './console-protocol.js';
import { startConsoleTls } from './console-tls.js';
import { readConsoleTrust } from './console-trust.js';
import { dialWebSocket } from './dial-web-socket.js';
import { dialTcp } from './dial.js';
import { ConsoleTlsError } from './console-tls-errors.js';
import type { TlsWait } from './handshake-tls.js';
import { ReadAhead } from './read-ahead.js';
import { rfbSecurityOf } from './rfb-security-of.js';
import { SocketConsoleEnd } from './socket-console-end.js';

/** A console that waits for the first byte of RFB. */
export interface DialledVnc {
  readonly console: ConsoleEnd;
  /** What it must demand, and nothing weaker. */
  readonly security: RfbClientSecurity;
  /** Puts TLS between, where the handshake comes to that. */
  readonly startTls?: (peer: TlsPeer) => Promise<void>;
}

type VeNCrypt = Extract<VncConnection['security'], { kind: 'vencrypt' }>;

/**
 * Dials a console in the way of its transport. The checked address is dialled; the connection's host is a name in
 * certificates and headers.
 *
 * @throws ProxyError, TimeoutError, CancelledError
 */
export async function dialVnc(connection: VncConnection, context: ConnectContext): Promise<DialledVnc> {
  const { transport, security } = connection;
  switch (transport.kind) {
    case 'tcp':
      return security.kind === 'vencrypt'
        ? await dialForVeNCrypt(connection, security, context)
        : await dialPlain(connection, context);
    case 'tls':
      try {
        return await dialTls(connection, transport.verifyCa, context);
      } catch (error) {
        const hasNoTls = error instanceof ConsoleTlsError ? !error.isOfTls : error instanceof TimeoutError;
        if (!hasNoTls || transport.fallback === undefined || security.kind === 'vencrypt') throw error;
        const inside: VeNCrypt = { kind: 'vencrypt', verifyCa: transport.verifyCa, login: security };
        return await dialForVeNCrypt(connection, inside, context);
      }
    case 'websocket': {
      const { host, port, slots, quirks } = connection;
      const { address, limits, signal, tls } = context;
      const { maxClientMessageBytes: maxMessageBytes = limits.maxMessageBytes } = quirks;
      const options = { host, port, slots, address, limits, signal, tls, maxMessageBytes };
      return {
        console: await dialWebSocket(transport, options),
        security: rfbSecurityOf(security),
      };
    }
  }
}

async function dialPlain(
  { port, security }: VncConnection,
  { address, limits, signal }: ConnectContext,
): Promise<DialledVnc> {
  const reader = new ReadAhead();
  const { onread } = reader;
  const socket = await dialTcp({ address, port, timeoutMs: limits.dialTimeoutMs, onread, signal });
  return { console: new SocketConsoleEnd(socket, limits, reader), security: rfbSecurityOf(security) };
}

async function dialTls(
  connection: VncConnection,
  verifyCa: boolean | string,
  context: ConnectContext,
): Promise<DialledVnc> {
  const { host, port, security } = connection;
  const { address, limits, signal, tls } = context;
  const trust = await readConsoleTrust(verifyCa, tls.ca);
  const bare = await dialTcp({ address, port, timeoutMs: limits.dialTimeoutMs, signal });
  const demand = { host, trust, peer: 'certificate' } as const;
  const socket = await startConsoleTls(bare, demand, tlsWaitOf(connection, context));
  return { console: new SocketConsoleEnd(socket, limits), security: rfbSecurityOf(security) };
}

async function dialForVeNCrypt(
  connection: VncConnection,
  security: VeNCrypt,
  context: ConnectContext,
): Promise<DialledVnc> {
  const { host, port } = connection;
  const { address, limits, signal, tls } = context;
  const trust = await readConsoleTrust(security.verifyCa, tls.ca);
  const bare = await dialTcp({ address, port, timeoutMs: limits.dialTimeoutMs, signal });
  const console = new SocketConsoleEnd(bare, limits);
  const wait = tlsWaitOf(connection, context);
  const client = tls.client === undefined ? {} : { client: tls.client };
  return {
    console,
    security: rfbSecurityOf(security),
    startTls: (peer) =>
      console.startTls((outside) => startConsoleTls(outside, { host, trust, peer, ...client }, wait)),
  };
}

/** A console with slow handshakes may spend half of its time on that of TLS, and has the other half for what comes after. */
function tlsWaitOf({ quirks }: VncConnection, { limits, signal }: ConnectContext): TlsWait {
  const { handshakeTimeoutMs = 0 } = quirks;
  return { timeoutMs: Math.max(limits.dialTimeoutMs, handshakeTimeoutMs / 2), signal };
}
