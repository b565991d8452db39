import { secretString, type Secret } from '@ironbridge/common';
import { z } from 'zod';
import { parseRedfishAddress, type RedfishAddress } from './redfish-address.js';

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

/** How the descriptions speak of the BMC. */
export interface RedfishWording {
  /** What the BMC is called, such as `iDRAC`. */
  readonly bmc: string;
  /** The path of a system that such a BMC may have. */
  readonly systemPath: string;
}

/** Ironic's driver_info keys for Redfish (ironic/drivers/modules/redfish/utils.py), to be spread into a driver's schema. */
export interface RedfishDriverInfoShape {
  readonly redfish_address: z.ZodType<RedfishAddress, string>;
  readonly redfish_system_id: z.ZodOptional<z.ZodString>;
  readonly redfish_username: z.ZodOptional<z.ZodString>;
  readonly redfish_password: z.ZodOptional<z.ZodType<Secret, string | number>>;
  readonly redfish_verify_ca: z.ZodDefault<z.ZodType<boolean | string, boolean | string>>;
  readonly redfish_auth_type: z.ZodDefault<z.ZodEnum<{ basic: 'basic'; session: 'session'; auto: 'auto' }>>;
  readonly redfish_tls_minimum_version: z.ZodOptional<
    z.ZodEnum<{ '1.1': '1.1'; '1.2': '1.2'; '1.3': '1.3' }>
  >;
  readonly redfish_tls_ciphers: z.ZodOptional<z.ZodString>;
}

/** A node's options for Redfish. */
export type RedfishOptions = z.output<
  z.ZodObject<Pick<RedfishDriverInfoShape, keyof RedfishDriverInfoShape>>
>;

/** The keys of {@link RedfishDriverInfoShape} with descriptions for one kind of BMC. */
export function redfishDriverInfo({ bmc, systemPath }: RedfishWording): RedfishDriverInfoShape {
  const systemIdFault = `The value should be a path such as ${systemPath}`;
  return {
    redfish_address: address.meta({
      description: `Address of the ${bmc}: a host name or IP address, with scheme and port where they differ from https and 443. A path becomes the root of the Redfish service. Required`,
    }),
    redfish_system_id: z
      .string({ error: systemIdFault })
      .regex(/^\/(?!\/)[^\s?#\\]*$/, systemIdFault)
      .optional()
      .meta({
        description: `Path of the system, such as ${systemPath}. Needed only where there are several`,
      }),
    redfish_username: z
      .string({ error: 'must be a string' })
      .optional()
      .meta({ description: `User of the ${bmc}; the privilege to configure the ${bmc} is needed` }),
    redfish_password: secretString('Password of that user').optional(),
    redfish_verify_ca: verifyCa.default(true).meta({
      description: `Whether the ${bmc}'s certificate is verified: True, False, or the absolute path of a file of CA certificates. True unless given`,
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
  };
}
