import type { BmcProfile } from '../bmc/bmc-profile.js';

/** A BMC whose screen speaks the vendor's own protocol only, as most do. */
export const SCREENLESS_PROFILE: BmcProfile = {
  product: 'BMC without RFB',
  managerId: '1',
  systemId: '1',
  manager: {
    Model: 'Proprietary',
    GraphicalConsole: { ConnectTypesSupported: ['KVMIP'], MaxConcurrentSessions: 2, ServiceEnabled: true },
  },
  desktopName: 'nobody sees this',
  maxSessions: 1,
  vnc: { isEnabled: false, isOpen: false },
  pages: () => ({ NetworkProtocol: { KVMIP: { ProtocolEnabled: true, Port: 7578 } } }),
  patch: () => undefined,
};
