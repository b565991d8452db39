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

export const SerialConnectionSchema = z.strictObject({
  type: z.literal('serial'),
  host: Host,
  port: Port,
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
export type SerialConnection = z.output<typeof SerialConnectionSchema>;
export type ConsoleConnection = z.output<typeof ConsoleConnectionSchema>;
export type ConsoleType = ConsoleConnection['type'];
export const CONSOLE_TYPES = ['vnc', 'serial'] as const satisfies readonly ConsoleType[];

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
