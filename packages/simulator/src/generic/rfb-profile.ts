import type { BmcProfile } from '../bmc/bmc-profile.js';
import { readProtocol } from '../bmc/read-protocol.js';

/** A BMC that keeps to DMTF's ManagerNetworkProtocol.RFB; its VNC password, if it has one, was set by hand. */
export const RFB_PROFILE: BmcProfile = {
  product: 'BMC with RFB',
  managerId: 'BMC',
  systemId: '1',
  manager: { Model: 'Generic' },
  desktopName: 'Generic BMC',
  maxSessions: 2,
  vnc: { isEnabled: false, isOpen: true },
  pages: ({ isEnabled, port }) => ({
    NetworkProtocol: {
      RFB: { ProtocolEnabled: isEnabled, Port: port },
      SSH: { ProtocolEnabled: true, Port: 22 },
    },
  }),
  patch: (_, { RFB: protocol, ...others }) =>
    Object.keys(others).length === 0 ? readProtocol(protocol) : undefined,
};
