import { integerString, secretString } from '@ironbridge/common';
import { parseRedfishAddress, redfishDriverInfo, vncPassword } from '@ironbridge/redfish';
import { z } from 'zod';

/** Values of VNCServer.1.SSLEncryptionBitLength by Ironic-style names. */
const SSL_BIT_LENGTHS: ReadonlyMap<string, string> = new Map([
  ['disabled', 'Disabled'],
  ['auto', 'Auto Negotiate'],
  ['128bit', '128-Bit or higher'],
  ['168bit', '168-Bit or higher'],
  ['256bit', '256-Bit or higher'],
]);

const SSL_CHOICE = `must be one of ${[...SSL_BIT_LENGTHS.keys()].join(', ')}`;

const sslBitLength = z.string({ error: SSL_CHOICE }).transform((value, context): string => {
  const bitLength = SSL_BIT_LENGTHS.get(value.toLowerCase());
  if (bitLength !== undefined) return bitLength;
  context.issues.push({ code: 'custom', input: value, message: SSL_CHOICE });
  return z.NEVER;
});

const DRAC_ADDRESS = 'Invalid iDRAC address, it must be a host name or an IP address';

/** The host alone: scheme, port and path have keys of their own. */
const dracAddress = z.string({ error: DRAC_ADDRESS }).transform((text, context): string => {
  const parsed = /[/:]/.test(text) && !/^[0-9a-f:.]+$/i.test(text) ? undefined : parseRedfishAddress(text);
  if (parsed !== undefined && parsed.rootPrefix === undefined && new URL(parsed.origin).port === '') {
    return parsed.host;
  }
  context.issues.push({ code: 'custom', input: text, message: DRAC_ADDRESS });
  return z.NEVER;
});

const PROTOCOLS = ['auto', 'redfish', 'wsman'] as const;
const redfish = redfishDriverInfo({ bmc: 'iDRAC', systemPath: '/redfish/v1/Systems/System.Embedded.1' });
const verifyCa = redfish.redfish_verify_ca.unwrap().optional();

/**
 * The driver_info of idrac-vnc: Ironic's keys for Redfish and for WS-Man, of which either may serve for both, and those of the
 * VNC server.
 */
export const IdracVncDriverInfo = z
  .object({
    ...redfish,
    redfish_address: redfish.redfish_address.optional().meta({
      description:
        'Address of the iDRAC: a host name or IP address, with scheme and port where they differ from https and 443. A path becomes the root of the Redfish service. Required unless drac_address is given',
    }),
    redfish_verify_ca: verifyCa.meta({
      description:
        "Whether the iDRAC's certificates are verified, that of the VNC server included: True, False, or the absolute path of a file of CA certificates. As drac_verify_ca unless given, else True",
    }),
    drac_address: dracAddress.optional().meta({
      description: 'Host name or IP address of the iDRAC for WS-Man. That of redfish_address unless given',
    }),
    drac_port: integerString(1, 65535)
      .optional()
      .meta({ description: 'Port of WS-Man. That of redfish_address unless given, else 443' }),
    drac_path: z
      .string({ error: 'must be a path such as /wsman' })
      .regex(/^\/(?!\/)[!-"$-~]{0,1000}$/, 'must be a path such as /wsman')
      .default('/wsman')
      .meta({ description: 'Path of WS-Man. /wsman unless given' }),
    drac_protocol: z.enum(['https', 'http'], { error: 'must be https or http' }).optional().meta({
      description:
        'Scheme of WS-Man: https or http. That of redfish_address unless given, else https. http sends the password in the clear',
    }),
    drac_username: z
      .string({ error: 'must be a string' })
      .optional()
      .meta({ description: 'User of the iDRAC for WS-Man. That of redfish_username unless given' }),
    drac_password: secretString('Password of that user. That of redfish_password unless given').optional(),
    drac_verify_ca: verifyCa.meta({
      description:
        "Whether the iDRAC's certificates are verified where WS-Man is used. As redfish_verify_ca unless given, else True",
    }),
    drac_vnc_protocol: z
      .enum(PROTOCOLS, { error: `must be one of ${PROTOCOLS.join(', ')}` })
      .default('auto')
      .meta({
        description:
          'How the VNC server is set: redfish (iDRAC9, iDRAC10), wsman (iDRAC7 to iDRAC9), or auto, which asks the iDRAC. auto unless given',
      }),
    vnc_password: vncPassword(
      'Password of the VNC server, 1 to 8 printable ASCII characters. A random one for each start unless given',
    ),
    drac_vnc_port: integerString(1024, 65535).optional().meta({
      description: 'TCP port of the VNC server, 1024 to 65535. Left as it is on the iDRAC unless given',
    }),
    drac_vnc_timeout: integerString(60, 10800).optional().meta({
      description:
        'Seconds until the iDRAC ends an idle VNC session, 60 to 10800. Left as it is on the iDRAC unless given',
    }),
    drac_vnc_ssl_bitlength: sslBitLength.optional().meta({
      description:
        'SSL of the VNC server: disabled, auto, 128bit, 168bit or 256bit. Left as it is on the iDRAC unless given',
    }),
  })
  .superRefine(({ redfish_address, drac_address }, context) => {
    if (redfish_address !== undefined || drac_address !== undefined) return;
    context.addIssue({
      code: 'custom',
      path: ['redfish_address'],
      message: 'Missing the following Redfish properties in driver_info: redfish_address',
    });
  });

export type IdracVncOptions = z.output<typeof IdracVncDriverInfo>;
