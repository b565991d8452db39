import { integerString, secretString, type Secret } from '@ironbridge/common';
import { parseRedfishAddress } from '@ironbridge/redfish';
import { z } from 'zod';
import { parseHostKey } from './parse-host-key.js';

const MAX_PASSWORD_BYTES = 127;

/** A password is a line where it goes. */
const HAS_NO_LINE_BREAK = /^[^\n\r\0]*$/;
const LINE_BREAK = 'must not hold a line break or NUL';

function host(message: string): z.ZodType<string, string> {
  return z.string({ error: message }).transform((text, context): string => {
    const parsed = parseRedfishAddress(text);
    if (parsed !== undefined) return parsed.host;
    context.issues.push({ code: 'custom', input: text, message });
    return z.NEVER;
  });
}

function password(description: string): z.ZodOptional<z.ZodType<Secret, string | number>> {
  return secretString(description)
    .refine(
      (secret) => Buffer.byteLength(secret.reveal()) <= MAX_PASSWORD_BYTES,
      `is longer than ${String(MAX_PASSWORD_BYTES)} bytes`,
    )
    .refine((secret) => HAS_NO_LINE_BREAK.test(secret.reveal()), LINE_BREAK)
    .optional()
    .meta({ description, secret: true });
}

/** What OpenSSH takes as the name of a remote user, whose command line other programs build carelessly (its ssh.c, valid_ruser). */
const USERNAME = /^(?!-)(?!.*\s-)[^\p{Cc}'"`;&<>|(){}]+(?<!\\)$/u;

function username(description: string): z.ZodOptional<z.ZodString> {
  return z
    .string({ error: 'must be a string' })
    .max(255)
    .regex(USERNAME, 'must be a name without quotes, brackets and ;&<>|, that begins with no dash')
    .optional()
    .meta({ description });
}

const hostKey = z
  .string({ error: 'must be a string' })
  .transform((text, context): string => {
    const key = parseHostKey(text);
    if (key !== undefined) return key;
    context.issues.push({
      code: 'custom',
      input: text,
      message: "must be a public key as ssh-keyscan prints it, such as 'ssh-ed25519 AAAA…'",
    });
    return z.NEVER;
  })
  .optional();

/**
 * The driver_info of idrac-socat: how to reach the iDRAC, under the keys that idrac-vnc has for it too, and what SSH needs beside
 * them.
 */
export const IdracSocatDriverInfo = z
  .object({
    drac_address: host('Invalid iDRAC address, it must be a host name or an IP address').optional().meta({
      description: 'Host name or IP address of the iDRAC. That of redfish_address unless given',
    }),
    redfish_address: host('Invalid Redfish address')
      .optional()
      .meta({ description: 'Address of the iDRAC; its host is used. Required unless drac_address is given' }),
    drac_username: username('User of the iDRAC. That of redfish_username unless given'),
    redfish_username: username('User of the iDRAC where drac_username is not given'),
    drac_password: password('Password of that user. That of redfish_password unless given'),
    redfish_password: password('Password of the iDRAC user where drac_password is not given'),
    drac_ssh_port: integerString(1, 65535)
      .default(22)
      .meta({ description: 'TCP port of SSH on the iDRAC. 22 unless given' }),
    drac_ssh_host_key: hostKey.meta({
      description:
        "Public key of the iDRAC's SSH server, such as 'ssh-ed25519 AAAA…'. Unless given, the first one seen is pinned in [drac] ssh_known_hosts_file",
    }),
    ipmi_terminal_port: integerString(1, 65535)
      .optional()
      .meta({ description: 'TCP port of the console for Nova, with [console] socat_address' }),
  })
  .superRefine((options, context) => {
    const missing = (path: string, message: string): void => {
      context.addIssue({ code: 'custom', path: [path], message });
    };
    if (options.drac_address === undefined && options.redfish_address === undefined) {
      missing('drac_address', 'Missing the address of the iDRAC: drac_address or redfish_address');
    }
    if (options.drac_username === undefined && options.redfish_username === undefined) {
      missing('drac_username', 'Missing the user of the iDRAC: drac_username or redfish_username');
    }
  });

export type IdracSocatOptions = z.output<typeof IdracSocatDriverInfo>;
