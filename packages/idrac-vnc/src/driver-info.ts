import { integerString } from '@ironbridge/common';
import { redfishDriverInfo, vncPassword } from '@ironbridge/redfish';
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

/** The driver_info of idrac-vnc: Ironic's keys for Redfish, and those of the VNC server. */
export const IdracVncDriverInfo = z.object({
  ...redfishDriverInfo({ bmc: 'iDRAC', systemPath: '/redfish/v1/Systems/System.Embedded.1' }),
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
      'SSL of the VNC server: disabled, auto, 128bit, 168bit or 256bit. Only disabled is supported. Left as it is on the iDRAC unless given',
  }),
});

export type IdracVncOptions = z.output<typeof IdracVncDriverInfo>;
