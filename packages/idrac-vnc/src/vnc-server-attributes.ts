import { z } from 'zod';
import { VncServerMissingError, VncServerUnreadableError } from './errors.js';

/** Prefix of the attributes of the VNC server in the iDRAC's attribute registry. */
export const VNC_SERVER = 'VNCServer.1.';

const Integer = z.union([
  z.int(),
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number),
]);

/** The VNC server as the iDRAC shows it; the password cannot be read. */
const VncServerSchema = z.object({
  Enable: z.enum(['Enabled', 'Disabled']),
  Port: Integer,
  Timeout: Integer.nullish(),
  SSLEncryptionBitLength: z.string().nullish(),
  MaxSessions: Integer.nullish(),
  ActiveSessions: Integer.nullish(),
});

/** What a start may change and a stop can put back. */
export const VncSettingsSchema = z.strictObject({
  Enable: z.enum(['Enabled', 'Disabled']).exactOptional(),
  Port: z.int().exactOptional(),
  Timeout: z.int().exactOptional(),
  SSLEncryptionBitLength: z.string().exactOptional(),
});

export type VncSettings = z.output<typeof VncSettingsSchema>;
export type VncSettingName = keyof VncSettings;
export const VNC_SETTING_NAMES = VncSettingsSchema.keyof().options;

/** The VNC server of one iDRAC at one time. */
export interface VncServer {
  readonly settings: VncSettings & { readonly Enable: 'Enabled' | 'Disabled'; readonly Port: number };
  readonly maxSessions: number;
  readonly activeSessions: number;
}

const DEFAULT_MAX_SESSIONS = 2;

/**
 * The VNC server in an iDRAC's attributes.
 *
 * @returns undefined where `VNCServer.1.Enable` is missing: the iDRAC has no licence for it
 * @throws ZodError where an attribute has another form than Dell's registry says
 */
function parseVncServer(attributes: Readonly<Record<string, unknown>>): VncServer | undefined {
  if (attributes[`${VNC_SERVER}Enable`] === undefined) return undefined;
  const own = Object.entries(attributes).filter(([name]) => name.startsWith(VNC_SERVER));
  const server = VncServerSchema.parse(
    Object.fromEntries(own.map(([name, value]) => [name.slice(VNC_SERVER.length), value])),
  );
  const { Enable, Port, Timeout, SSLEncryptionBitLength } = server;
  return {
    settings: {
      Enable,
      Port,
      ...(typeof Timeout === 'number' ? { Timeout } : {}),
      ...(typeof SSLEncryptionBitLength === 'string' ? { SSLEncryptionBitLength } : {}),
    },
    maxSessions: Math.max(1, server.MaxSessions ?? DEFAULT_MAX_SESSIONS),
    activeSessions: server.ActiveSessions ?? 0,
  };
}

/**
 * As {@link parseVncServer}, for the iDRAC at `address`.
 *
 * @throws VncServerMissingError, VncServerUnreadableError
 */
export function readVncServer(address: string, attributes: Readonly<Record<string, unknown>>): VncServer {
  let server: VncServer | undefined;
  try {
    server = parseVncServer(attributes);
  } catch (cause) {
    throw new VncServerUnreadableError(address, { cause });
  }
  if (server === undefined) throw new VncServerMissingError(address);
  return server;
}

/** Names of the settings in which `server` is not as `wanted`. */
export function differingSettings(wanted: VncSettings, server: VncServer): readonly VncSettingName[] {
  return VNC_SETTING_NAMES.filter(
    (name) => wanted[name] !== undefined && wanted[name] !== server.settings[name],
  );
}
