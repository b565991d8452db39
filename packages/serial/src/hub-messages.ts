import { Secret } from '@ironbridge/common';
import { z } from 'zod';

/** The only version there is; a client of another one is refused. */
export const HUB_PROTOCOL_VERSION = 1;

const SecretText = z.codec(z.string().min(1).max(256), z.instanceof(Secret<string>), {
  decode: (text) => new Secret(text),
  encode: (secret) => secret.reveal(),
});

/** What a client says first: which line it wants, what proves its right to it, and who it is. */
export const HubHelloSchema = z.strictObject({
  version: z.literal(HUB_PROTOCOL_VERSION),
  /** Names the line: the secret of the published connection. */
  secret: SecretText,
  mode: z.enum(['read-write', 'read-only']),
  /** Who types, for the other viewers to see. */
  user: z.string().max(255),
});

/** The hub's yes. */
export const HubWelcomeSchema = z.strictObject({
  /** Whether what this client sends reaches the line now. */
  writable: z.boolean(),
});

/**
 * - `unknown`: no line has this secret
 * - `full`: the line has as many clients as the hub allows
 * - `idle`: nothing came and went for too long; it ends a session that had been welcome
 */
export const HubRefusalSchema = z.strictObject({ reason: z.enum(['unknown', 'full', 'idle']) });

/** How the line stands; sent after the welcome and whenever it changes. */
export const HubStatusSchema = z.strictObject({
  line: z.enum(['up', 'down']),
  /** Why the line is down, printable and bounded; null while it is up. */
  reason: z.string().max(400).nullable(),
  /** Whether what this client sends reaches the line now. */
  writable: z.boolean(),
  /** The user of the one client that may type; null where there is none. */
  writer: z.string().max(255).nullable(),
  /** Clients that see the line, those who may type included. */
  readers: z.int().min(0),
});

export type HubHello = z.output<typeof HubHelloSchema>;
export type HubWelcome = z.output<typeof HubWelcomeSchema>;
export type HubRefusal = z.output<typeof HubRefusalSchema>;
export type HubStatus = z.output<typeof HubStatusSchema>;
