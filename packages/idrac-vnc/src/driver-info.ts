import { secretString } from '@ironbridge/base';
import type { Secret } from '@ironbridge/common';
import { z } from 'zod';
import { parseRedfishAddress, type RedfishAddress } from './redfish-address.js';

/** Values of VNCServer.1.SSLEncryptionBitLength by Ironic-style names. */
const SSL_BIT_LENGTHS: ReadonlyMap<string, string> = new Map([
  ['disabled', 'Disabled'],
  ['auto', 'Auto Negotiate'],
  ['128bit', '128-Bit or higher'],
  ['168bit', '168-Bit or higher'],
  ['256bit', '256-Bit or higher'],
]);

/** The words that oslo's strict bool_from_string takes. */
const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ...['true', '1', 't', 'yes', 'y', 'on'].map((word) => [word, true] as const),
  ...['false', '0', 'f', 'no', 'n', 'off'].map((word) => [word, false] as const),
]);

const address = z
  .string({
    error: ({ input }) =>
      input === undefined
        ? 'Missing the following Redfish properties in driver_info: redfish_address'
        : 'Invalid Redfish address, it must be a string',
  })
  .transform((text, context): RedfishAddress => {
    const parsed = parseRedfishAddress(text);
    if (parsed !== undefined) return parsed;
    context.issues.push({
      code: 'custom',
      input: text,
      message:
        'Invalid Redfish address. It must be [https://]host[:port][/root-prefix], without user name, query and fragment',
    });
    return z.NEVER;
  });

const VERIFY_CA = 'The value should be a Boolean or the absolute path to a CA file';

const verifyCa = z
  .union([z.boolean(), z.string()], { error: VERIFY_CA })
  .transform((value, context): boolean | string => {
    const meant = typeof value === 'boolean' ? value : (BOOLEANS.get(value.trim().toLowerCase()) ?? value);
    if (typeof meant === 'boolean' || meant.startsWith('/')) return meant;
    context.issues.push({ code: 'custom', input: value, message: VERIFY_CA });
    return z.NEVER;
  });

/** An integer, or its digits: Ironic's clients send all values as strings. */
function integer(min: number, max: number): z.ZodType<number, number | string> {
  const message = `must be an integer from ${String(min)} to ${String(max)}`;
  return z.union([z.number(), z.string()], { error: message }).transform((value, context) => {
    const number = typeof value === 'number' ? value : /^\d{1,9}$/.test(value) ? Number(value) : NaN;
    if (Number.isInteger(number) && number >= min && number <= max) return number;
    context.issues.push({ code: 'custom', input: value, message });
    return z.NEVER;
  });
}

const SSL_CHOICE = `must be one of ${[...SSL_BIT_LENGTHS.keys()].join(', ')}`;

const sslBitLength = z.string({ error: SSL_CHOICE }).transform((value, context): string => {
  const bitLength = SSL_BIT_LENGTHS.get(value.toLowerCase());
  if (bitLength !== undefined) return bitLength;
  context.issues.push({ code: 'custom', input: value, message: SSL_CHOICE });
  return z.NEVER;
});

const vncPassword =
  'Password of the VNC server, 1 to 8 printable ASCII characters. A random one for each start unless given';

/** The driver_info of idrac-vnc: Ironic's keys for Redfish, and those of the VNC server. */
export const IdracVncDriverInfo = z.object({
  redfish_address: address.meta({
    description:
      'Address of the iDRAC: a host name or IP address, with scheme and port where they differ from https and 443. A path becomes the root of the Redfish service. Required',
  }),
  redfish_system_id: z
    .string({ error: 'The value should be a path such as /redfish/v1/Systems/System.Embedded.1' })
    .regex(/^\/(?!\/)[^\s?#\\]*$/, 'The value should be a path such as /redfish/v1/Systems/System.Embedded.1')
    .optional()
    .meta({
      description:
        'Path of the system, such as /redfish/v1/Systems/System.Embedded.1. Needed only where there are several',
    }),
  redfish_username: z
    .string({ error: 'must be a string' })
    .optional()
    .meta({ description: 'User of the iDRAC; the privilege to configure the iDRAC is needed' }),
  redfish_password: secretString('Password of that user').optional(),
  redfish_verify_ca: verifyCa.default(true).meta({
    description:
      "Whether the iDRAC's certificate is verified: True, False, or the absolute path of a file of CA certificates. True unless given",
  }),
  redfish_auth_type: z
    .enum(['basic', 'session', 'auto'], {
      error: 'Invalid value. The value should be one of "basic", "session" or "auto".',
    })
    .default('auto')
    .meta({
      description: 'How to log in: basic, session, or auto (a session, else basic). auto unless given',
    }),
  redfish_tls_minimum_version: z
    .enum(['1.1', '1.2', '1.3'], { error: 'must be one of 1.1, 1.2, 1.3' })
    .optional()
    .meta({ description: 'Lowest version of TLS to accept: 1.1, 1.2 or 1.3' }),
  redfish_tls_ciphers: z
    .string({ error: "must be a string in OpenSSL's cipher list format" })
    .regex(/^[\x21-\x7e]{1,1000}$/, "must be in OpenSSL's cipher list format")
    .optional()
    .meta({ description: "Ciphers to offer, in OpenSSL's cipher list format" }),
  vnc_password: secretString(vncPassword)
    .refine(
      (secret: Secret) => /^[\x20-\x7e]{1,8}$/.test(secret.reveal()),
      'must be 1 to 8 printable ASCII characters',
    )
    .optional()
    .meta({ description: vncPassword, secret: true }),
  drac_vnc_port: integer(1024, 65535).optional().meta({
    description: 'TCP port of the VNC server, 1024 to 65535. Left as it is on the iDRAC unless given',
  }),
  drac_vnc_timeout: integer(60, 10800).optional().meta({
    description:
      'Seconds until the iDRAC ends an idle VNC session, 60 to 10800. Left as it is on the iDRAC unless given',
  }),
  drac_vnc_ssl_bitlength: sslBitLength.optional().meta({
    description:
      'SSL of the VNC server: disabled, auto, 128bit, 168bit or 256bit. Only disabled is supported. Left as it is on the iDRAC unless given',
  }),
});

export type IdracVncOptions = z.output<typeof IdracVncDriverInfo>;
