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

/** How bytes get to the VNC server. */
export const VncTransportSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('tcp') }),
  /** TLS from byte 0, as an iDRAC with SSL speaks it. */
  z.strictObject({ kind: z.literal('tls'), verifyCa: z.union([z.boolean(), z.string()]) }),
  /** RFB inside a WebSocket, as OpenBMC's `/kvm/0` speaks it. */
  z.strictObject({
    kind: z.literal('websocket'),
    path: z.string().startsWith('/'),
    verifyCa: z.union([z.boolean(), z.string()]),
    login: z.enum(['none', 'basic', 'redfish-session']),
    username: z.string().optional(),
    password: SecretCodec.optional(),
  }),
]);

/** What the VNC server must demand; anything weaker is refused (RFC 6143 section 7.2). */
export const VncSecuritySchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('vnc'), password: SecretCodec }),
  z.strictObject({
    kind: z.literal('vencrypt'),
    verifyCa: z.union([z.boolean(), z.string()]),
    username: z.string().optional(),
    password: SecretCodec.optional(),
  }),
]);

/** Ways in which a VNC server departs from RFC 6143, told by the driver that knows it. */
const QuirkSchema = z.enum([
  /** Sends nothing at all once it is offered an encoding that it does not know: only Raw and DesktopSize reach it. */
  'raw-encodings-only',
  /** Drops the connection at a message type that it does not know. */
  'known-messages-only',
]);

export const VncConnectionSchema = z.strictObject({
  type: z.literal('vnc'),
  host: Host,
  port: Port,
  transport: VncTransportSchema,
  security: VncSecuritySchema,
  /** Viewers that the BMC allows at a time; the proxies together never open more. */
  slots: z.int().min(1).max(64),
  quirks: z.array(QuirkSchema).default([]),
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
  escape: SerialEscapeSchema.optional(),
});

/** Where a console is and how to get in. Consumers switch on `type` exhaustively. */
export const ConsoleConnectionSchema = z.discriminatedUnion('type', [
  VncConnectionSchema,
  SerialConnectionSchema,
]);

export type VncTransport = z.output<typeof VncTransportSchema>;
export type VncSecurity = z.output<typeof VncSecuritySchema>;
export type VncQuirk = z.output<typeof QuirkSchema>;
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
