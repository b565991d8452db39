import type { Finding, Strategy } from '../strategy.js';
import { tcpVncConnection } from '../vnc-connection.js';

/** The port of RFB (RFC 6143 section 9). */
const RFB_PORT = 5900;

/** The VNC server that driver_info names outright; the BMC is not asked. */
export const declared: Strategy = {
  name: 'declared',
  find({ options }): Promise<Finding> {
    const { vnc_host: host, vnc_port: port } = options;
    if (host === undefined && port === undefined) {
      return Promise.resolve({
        kind: 'absent',
        answer: 'driver_info has neither vnc_host nor vnc_port',
      });
    }
    const connection = tcpVncConnection({
      host: host ?? options.redfish_address.host,
      port: port ?? RFB_PORT,
      password: options.vnc_password,
      slots: options.vnc_max_sessions ?? 1,
    });
    return Promise.resolve({ kind: 'open', connection });
  },
};
