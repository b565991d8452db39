import type { BmcProfile } from '../bmc/bmc-profile.js';
import { addCookieLogin } from './cookie-login.js';
import { addKvmWebSocket, MAX_KVM_SESSIONS } from './kvm-websocket.js';

/** An OpenBMC (openbmc/bmcweb:redfish-core/lib/managers.hpp, openbmc/obmc-ikvm). */
export const OPENBMC_PROFILE: BmcProfile = {
  product: 'OpenBMC',
  managerId: 'bmc',
  systemId: 'system',
  manager: {
    Name: 'OpenBmc Manager',
    Model: 'OpenBmc',
    GraphicalConsole: {
      ConnectTypesSupported: ['KVMIP'],
      MaxConcurrentSessions: MAX_KVM_SESSIONS,
      ServiceEnabled: true,
    },
  },
  desktopName: 'OpenBMC IKVM',
  maxSessions: MAX_KVM_SESSIONS,
  // obmc-ikvm listens on loopback always, and leaves the login to bmcweb.
  vnc: { isEnabled: true, isOpen: true },
  pages: () => ({ NetworkProtocol: { SSH: { ProtocolEnabled: true, Port: 22 } } }),
  patch: () => undefined,
  addDoors: (app, bmc) => {
    const cookies = addCookieLogin(app);
    return addKvmWebSocket(app, bmc, cookies);
  },
};
