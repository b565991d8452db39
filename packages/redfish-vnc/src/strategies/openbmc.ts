import type { VncTransport } from '@ironbridge/base';
import type { RedfishVncOptions } from '../driver-info.js';
import type { Finding, Strategy } from '../strategy.js';

/** Sessions that bmcweb allows (openbmc/bmcweb:features/kvm/kvm_websocket.hpp). */
const MAX_SESSIONS = 4;

/**
 * Above 1024 bytes, those counted that wait to be passed on, bmcweb ends the session with "Buffer overrun" (same file).
 */
const MAX_CLIENT_MESSAGE_BYTES = 1000;

/**
 * OpenBMC: RFB in the WebSocket `/kvm/0`, which is always on. Nothing marks an OpenBMC for certain, so a manager named `bmc`,
 * or of the model that bmcweb gives it, with a graphical console of the type KVMIP counts as one; where driver_info names
 * this strategy, every BMC does.
 */
export const openbmc: Strategy = {
  name: 'openbmc',
  async find(survey): Promise<Finding> {
    const { options } = survey;
    const { path, body } = await survey.manager();
    const { GraphicalConsole: graphical } = body;
    const hasKvm =
      graphical?.ServiceEnabled === true && graphical.ConnectTypesSupported?.includes('KVMIP') === true;
    const isOpenBmc = hasKvm && (body.Id === 'bmc' || /^openbmc$/i.test(body.Model ?? ''));
    if (!isOpenBmc && options.redfish_vnc_strategy !== 'openbmc') {
      return { kind: 'absent', answer: `${path} is not the manager of an OpenBMC with a graphical console` };
    }
    const { origin, host } = options.redfish_address;
    const { port, protocol } = new URL(origin);
    return {
      kind: 'open',
      connection: {
        type: 'vnc',
        host,
        port: port === '' ? (protocol === 'http:' ? 80 : 443) : Number(port),
        transport: transportOf(options),
        security: { kind: 'none' },
        slots: options.vnc_max_sessions ?? graphical?.MaxConcurrentSessions ?? MAX_SESSIONS,
        quirks: { maxClientMessageBytes: MAX_CLIENT_MESSAGE_BYTES },
      },
    };
  },
};

function transportOf(options: RedfishVncOptions): VncTransport {
  const { redfish_username: username, redfish_password: password, redfish_auth_type: authType } = options;
  return {
    kind: 'websocket',
    scheme: options.redfish_address.origin.startsWith('http:') ? 'ws' : 'wss',
    path: '/kvm/0',
    verifyCa: options.redfish_verify_ca,
    login:
      username === undefined || password === undefined
        ? { kind: 'none' }
        : { kind: authType === 'basic' ? 'basic' : 'redfish-session', username, password },
  };
}
