import { integerString, secretString, type Secret } from '@ironbridge/common';
import { isIP } from 'node:net';
import { z } from 'zod';

const PRIVILEGE_LEVELS = ['ADMINISTRATOR', 'CALLBACK', 'OPERATOR', 'USER'] as const;
const BRIDGINGS = ['single', 'dual', 'no'] as const;

const quoted = (values: readonly string[]): string => `[${values.map((value) => `'${value}'`).join(',')}]`;

const MISSING_ADDRESS = "Missing the following IPMI credentials in node's driver_info: ['ipmi_address'].";
const INVALID_ADDRESS = 'Invalid IPMI address. Must be a valid IP address or hostname.';

/** A label of a host name begins and ends with a letter or digit (RFC 1123 section 2.1). */
const HOSTNAME =
  /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*\.?$/i;

/** A string, or a number that stands for its digits, as Ironic takes it by str(). */
const text = z.union([z.string(), z.number().transform(String)], { error: 'must be a string' });

/** Values are lines where they go, and C strings there. */
const HAS_NO_LINE_BREAK = /^[^\n\r\0]*$/;
const LINE_BREAK = 'must not hold a line break or NUL';

/** A number of one byte, in decimal or hexadecimal: what ipmitool takes as a channel or an address. */
function byteOption(description: string): z.ZodOptional<z.ZodType<string, string | number>> {
  const message = 'must be a number from 0 to 255, such as 7 or 0x82';
  return z
    .union([z.string(), z.number().transform(String)], { error: message })
    .refine((value) => /^(0x[0-9a-f]{1,2}|\d{1,3})$/i.test(value) && Number(value) <= 0xff, message)
    .optional()
    .meta({ description });
}

const password =
  'Password of that user, at most 20 bytes; none unless given. An empty one is the null password';

const hexKgKey =
  'Key Kg of the BMC, in hexadecimal, at most 40 characters; needed only where the BMC has one of its own';

/** The key as ipmitool fills it up: zeros at its end do not count. */
const kgKeyBytes = (hex: string): string => hex.replace(/(00)+$/, '');

const FIRST_CIPHER_SUITES_KNOWN = 255;

/** The driver_info of ipmitool-socat: Ironic's keys for IPMI. */
export const IpmitoolSocatDriverInfo = z.object({
  ipmi_address: z
    .string({ error: ({ input }) => (input === undefined ? MISSING_ADDRESS : INVALID_ADDRESS) })
    .refine((address) => isIP(address) !== 0 || HOSTNAME.test(address), INVALID_ADDRESS)
    .meta({ description: 'IP address or hostname of the BMC. Required' }),
  ipmi_port: integerString(1, 65535)
    .optional()
    .meta({ description: 'UDP port of the BMC; 623 unless given' }),
  ipmi_username: text
    .refine((name) => Buffer.byteLength(name) <= 16, 'is longer than the 16 bytes that IPMI allows')
    .refine((name) => HAS_NO_LINE_BREAK.test(name), LINE_BREAK)
    .optional()
    .meta({ description: 'User of the BMC, at most 16 bytes; the null user unless given' }),
  ipmi_password: secretString(password)
    .refine(
      (secret: Secret) => Buffer.byteLength(secret.reveal()) <= 20,
      'is longer than the 20 bytes that IPMI allows',
    )
    .refine((secret: Secret) => HAS_NO_LINE_BREAK.test(secret.reveal()), LINE_BREAK)
    .optional()
    .meta({ description: password, secret: true }),
  ipmi_priv_level: z
    .enum(PRIVILEGE_LEVELS, {
      error: `Invalid privilege level value, the valid value can be one of ${quoted(PRIVILEGE_LEVELS)}`,
    })
    .default('ADMINISTRATOR')
    .meta({
      description: `Privilege level of the session: ${PRIVILEGE_LEVELS.join(', ')}. ADMINISTRATOR unless given`,
    }),
  ipmi_protocol_version: text
    .pipe(
      z.enum(['2.0', '1.5'], {
        error: 'Invalid IPMI protocol version value, the valid value can be one of 2.0, 1.5',
      }),
    )
    .default('2.0')
    .meta({ description: 'Version of IPMI. Serial over LAN needs 2.0, which is meant unless given' }),
  ipmi_cipher_suite: integerString(0, FIRST_CIPHER_SUITES_KNOWN).optional().meta({
    description:
      'Cipher suite of the session; 17 is best, 3 is what older BMCs have. Those of [ipmi] cipher_suite_versions are tried unless given',
  }),
  ipmi_hex_kg_key: secretString(hexKgKey)
    .refine(
      (secret: Secret) => secret.reveal().length % 2 === 0,
      'Number of ipmi_hex_kg_key characters is not even',
    )
    .refine(
      (secret: Secret) => /^[0-9a-f]{0,40}$/i.test(secret.reveal()),
      'must be at most 40 hexadecimal digits',
    )
    .refine(
      (secret: Secret) => !/^(..)*?00/.test(kgKeyBytes(secret.reveal())),
      'has a zero byte before its end, which ipmitool takes only where everybody on this machine could read the key; choose another key',
    )
    .optional()
    .meta({ description: hexKgKey, secret: true }),
  ipmi_bridging: z
    .enum(BRIDGINGS, {
      error: `Invalid value for ipmi_bridging, the valid value can be one of: ${quoted(BRIDGINGS)}`,
    })
    .default('no')
    .meta({ description: 'Bridging to a BMC behind another one: single, dual or no. no unless given' }),
  ipmi_local_address: byteOption('Local IPMB address for bridged requests'),
  ipmi_target_channel: byteOption('Destination channel for bridged requests; needed with bridging'),
  ipmi_target_address: byteOption('Destination address for bridged requests; needed with bridging'),
  ipmi_transit_channel: byteOption('Transit channel for bridged requests; needed with dual bridging'),
  ipmi_transit_address: byteOption('Transit address for bridged requests; needed with dual bridging'),
  ipmi_terminal_port: integerString(1, 65535).optional().meta({
    description: 'TCP port of the console for Nova, with [console] socat_address',
  }),
});

export type IpmitoolSocatOptions = z.output<typeof IpmitoolSocatDriverInfo>;
