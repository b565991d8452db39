import { Secret, type JsonValue } from '@ironbridge/common';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { InvalidConnectionError } from './errors.js';

const SecretCodec = z.codec(z.string(), z.instanceof(Secret<string>), {
  decode: (text) => new Secret(text),
  encode: (secret) => secret.reveal(),
});

/** Hostname, IPv4 or IPv6 address; an IPv6 literal stands without brackets. */
const Host = z.string().regex(/^[0-9A-Za-z._:-]{1,253}$/, 'must be a host name or an IP address');
const Port = z.int().min(1).max(65535);

/**
 * What a certificate is checked against, its name always being that of the connection's host: `true` is the
 * authorities that the proxy trusts, a text is the file of an authority on the proxy's machine, `false` checks nothing.
 */
const VerifyCa = z.union([z.boolean(), z.string().min(1).max(4096)]);

const Username = z.string().min(1).max(255);

/** How to be let through to a WebSocket. */
const WebSocketLoginSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('basic'), username: Username, password: SecretCodec }),
  /** A Redfish session at the same host and port, opened for each dial and deleted when the WebSocket closes. */
  z.strictObject({ kind: z.literal('redfish-session'), username: Username, password: SecretCodec }),
]);

/** How bytes get to the VNC server. */
export const VncTransportSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('tcp') }),
  /** TLS from byte 0, as an iDRAC with SSL speaks it. */
  z.strictObject({
    kind: z.literal('tls'),
    verifyCa: VerifyCa,
    /**
     * What to try where the server does not answer with TLS: VeNCrypt over TCP, with the same check of the certificate
     * and the same login inside. Two kinds of iDRAC with SSL were seen (LibVNC/libvncserver#124).
     */
    fallback: z.literal('vencrypt').optional(),
  }),
  /** RFB inside a WebSocket, as OpenBMC's `/kvm/0` speaks it (openbmc/bmcweb:features/kvm/kvm_websocket.hpp). */
  z.strictObject({
    kind: z.literal('websocket'),
    /** `ws` sends the login in the clear. */
    scheme: z.enum(['wss', 'ws']),
    path: z.string().regex(/^\/[!-"$-~]{0,1023}$/, 'must be a path, as a request line has it'),
    verifyCa: VerifyCa,
    login: WebSocketLoginSchema,
  }),
]);

/** What is asked inside VeNCrypt's TLS: nothing, a password as VNC authentication has it, or a name and a password. */
const VeNCryptLoginSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('vnc'), password: SecretCodec }),
  z.strictObject({ kind: z.literal('plain'), username: Username, password: SecretCodec }),
]);

/** What the VNC server must demand; anything weaker is refused (RFC 6143 section 7.2). */
export const VncSecuritySchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('vnc'), password: SecretCodec }),
  /** Only with `verifyCa: false` may the server's TLS be anonymous: both let in whoever is in the middle. */
  z.strictObject({ kind: z.literal('vencrypt'), verifyCa: VerifyCa, login: VeNCryptLoginSchema }),
]);

/** Ways in which a VNC server departs from RFC 6143, told by the driver that knows it and obeyed by the proxy. */
export const VncQuirksSchema = z.strictObject({
  /**
   * The only encodings, pseudo-encodings among them, that the server may be asked for. An iDRAC8 sends nothing at all
   * once it was asked for one that it does not know; 0 and -223 are safe
   * (zackpollard/kvm-switcher:internal/api/websocket.go).
   */
  encodings: z
    .array(
      z
        .int()
        .min(-(2 ** 31))
        .max(2 ** 31 - 1),
    )
    .min(1)
    .max(64)
    .optional(),
  /**
   * `close` ends a viewer at a message type that is not known here, because the server would end it or worse. Other quirks that
   * bind what a viewer sends imply it.
   */
  unknownMessages: z.literal('close').optional(),
  /**
   * The longest message that the server takes, whether of RFB or of the WebSocket around it. OpenBMC ends a session at
   * a WebSocket message above 1024 bytes, unsent ones counted with it (openbmc/bmcweb:features/kvm/kvm_websocket.hpp).
   */
  maxClientMessageBytes: z.int().min(128).max(262_144).optional(),
  /** From the dial to the end of the handshake. An iDRAC8 takes 5 to 12 seconds between two messages of it. */
  handshakeTimeoutMs: z.int().min(1_000).max(120_000).optional(),
  /**
   * The most bits per pixel that the server may be asked for. An iDRAC8 drops the connection or crashes at a
   * SetPixelFormat with 32 (novnc/noVNC#712).
   */
  maxBitsPerPixel: z.literal([8, 16]).optional(),
});

export const VncConnectionSchema = z.strictObject({
  type: z.literal('vnc'),
  host: Host,
  port: Port,
  transport: VncTransportSchema,
  security: VncSecuritySchema,
  /** Viewers that the BMC allows at a time; the proxies together never open more. */
  slots: z.int().min(1).max(64),
  quirks: VncQuirksSchema.default({}),
});

/** Where the bytes of a serial line come and go. */
export const SerialTransportSchema = z.discriminatedUnion('kind', [
  /** A socket of this machine, which its mode keeps others from. A socket's path has room for 107 bytes (unix(7)). */
  z.strictObject({ kind: z.literal('unix'), path: z.string().startsWith('/').max(107) }),
  z.strictObject({ kind: z.literal('tcp'), host: Host, port: Port }),
  /** A conductor's serial hub, which shares one line among many; its protocol is that of `@ironbridge/serial`. */
  z.strictObject({
    kind: z.literal('hub'),
    host: Host,
    port: Port,
    /** Names the line and proves the right to it. */
    secret: SecretCodec,
    /** The only certificate that the hub may show, PEM; null where it speaks no TLS, which is on loopback only. */
    certificate: z.string().nullable(),
  }),
]);

/**
 * What the program at the other end of a serial line takes as a command to itself. A hub keeps viewers from giving such
 * commands by typing, and gives them where it is asked to.
 */
const SerialEscapeSchema = z.strictObject({
  /** The byte that begins a command. */
  byte: z.int().min(0).max(255),
  /** Whether it does so only as the first byte of a line. */
  atLineStart: z.boolean(),
  /** How to send the byte itself: twice, or not at all. */
  literal: z.enum(['doubled', 'impossible']),
  /** What sends a break, in Latin-1. */
  breakSequence: z.string().max(16).optional(),
  /** What ends the session at the BMC in good order, in Latin-1. */
  leaveSequence: z.string().max(16).optional(),
});

export const SerialConnectionSchema = z.strictObject({
  type: z.literal('serial'),
  transport: SerialTransportSchema,
  /** Text that comes once the session with the BMC stands; whoever opens the line waits for it and does not show it. */
  greeting: z.string().min(1).max(200).optional(),
  /**
   * How lines begin in which the program itself tells why it ends. Where these are given, nothing else that came last is taken
   * for the reason: it is the machine's.
   */
  farewells: z.array(z.string().min(1).max(64)).min(1).max(16).optional(),
  escape: SerialEscapeSchema.optional(),
});

/** Where a console is and how to get in. Consumers switch on `type` exhaustively. */
export const ConsoleConnectionSchema = z.discriminatedUnion('type', [
  VncConnectionSchema,
  SerialConnectionSchema,
]);

export type VncTransport = z.output<typeof VncTransportSchema>;
export type VncSecurity = z.output<typeof VncSecuritySchema>;
export type VncQuirks = z.output<typeof VncQuirksSchema>;
export type VncConnection = z.output<typeof VncConnectionSchema>;
export type SerialTransport = z.output<typeof SerialTransportSchema>;
export type SerialEscape = z.output<typeof SerialEscapeSchema>;
export type SerialConnection = z.output<typeof SerialConnectionSchema>;
export type ConsoleConnection = z.output<typeof ConsoleConnectionSchema>;
export type ConsoleType = ConsoleConnection['type'];
export const CONSOLE_TYPES = ['vnc', 'serial'] as const satisfies readonly ConsoleType[];

/** The host that a connection leads to, or undefined where it stays on this machine. */
export function hostOfConnection(connection: ConsoleConnection): string | undefined {
  switch (connection.type) {
    case 'vnc':
      return connection.host;
    case 'serial':
      return connection.transport.kind === 'unix' ? undefined : connection.transport.host;
  }
}

/**
 * The JSON form of a connection, secrets revealed: for encrypted storage only. It also checks what a driver returned.
 *
 * @throws InvalidConnectionError naming the field that is wrong
 */
export function serializeConnection(connection: ConsoleConnection): JsonValue {
  const result = z.safeEncode(ConsoleConnectionSchema, connection);
  if (!result.success) throw new InvalidConnectionError(z.prettifyError(result.error));
  return result.data as JsonValue;
}

/**
 * The connection of a JSON form that {@link serializeConnection} made.
 *
 * @throws InvalidConnectionError naming the field that is wrong
 */
export function parseConnection(value: JsonValue): ConsoleConnection {
  const result = z.safeDecode(ConsoleConnectionSchema, value as z.input<typeof ConsoleConnectionSchema>);
  if (!result.success) throw new InvalidConnectionError(z.prettifyError(result.error));
  return result.data;
}

/** Whether two connections lead to the same place in the same way, passwords included. */
export function isSameConnection(a: ConsoleConnection, b: ConsoleConnection): boolean {
  return isDeepStrictEqual(serializeConnection(a), serializeConnection(b));
}
