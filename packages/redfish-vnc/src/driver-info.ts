import { integerString } from '@ironbridge/common';
import { redfishDriverInfo, vncPassword } from '@ironbridge/redfish';
import { z } from 'zod';
import { STRATEGY_NAMES } from './strategy-names.js';

const HOST = 'must be a host name or an IP address, IPv6 without brackets';

/** The driver_info of redfish-vnc: Ironic's keys for Redfish, and those that say where the screen is. */
export const RedfishVncDriverInfo = z.object({
  ...redfishDriverInfo({ bmc: 'BMC', systemPath: '/redfish/v1/Systems/1' }),
  redfish_vnc_strategy: z
    .enum(STRATEGY_NAMES, { error: `must be one of ${STRATEGY_NAMES.join(', ')}` })
    .optional()
    .meta({
      description: `The only way to try: ${STRATEGY_NAMES.join(', ')}. Each in this order, until one fits, unless given`,
    }),
  vnc_host: z
    .string({ error: HOST })
    .regex(/^[0-9A-Za-z][0-9A-Za-z._-]{0,252}$|^[0-9A-Fa-f:.]{2,45}$/, HOST)
    .optional()
    .meta({
      description: 'Where the VNC server is. The host of redfish_address where only vnc_port is given',
    }),
  vnc_port: integerString(1, 65535).optional().meta({
    description: 'TCP port of the VNC server, 1 to 65535. 5900 where only vnc_host is given',
  }),
  vnc_password: vncPassword(
    'Password of the VNC server, 1 to 8 printable ASCII characters. Where a BMC lets one set it, a random one for each start unless given',
  ),
  vnc_max_sessions: integerString(1, 64).optional().meta({
    description:
      'Viewers that the VNC server allows at a time, 1 to 64. What the BMC says, else 1, unless given',
  }),
});

export type RedfishVncOptions = z.output<typeof RedfishVncDriverInfo>;
