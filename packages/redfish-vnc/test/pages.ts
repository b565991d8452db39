import { MANAGER, NETWORK_PROTOCOL, type Pages } from './fake-bmc.js';

/** A BMC with Redfish's own RFB protocol, off. */
export const RFB_PAGES: Pages = {
  [NETWORK_PROTOCOL]: { RFB: { ProtocolEnabled: false, Port: 5905 }, Oem: {} },
};

export const VNC_SERVICE = `${MANAGER}/VncService`;

/** A Huawei iBMC, VNC off. */
export const HUAWEI_PAGES: Pages = {
  [NETWORK_PROTOCOL]: {
    KVMIP: { ProtocolEnabled: true, Port: 2198 },
    Oem: { Huawei: { VNC: { ProtocolEnabled: false, Port: 5901 }, SSLEnabled: true } },
  },
  [VNC_SERVICE]: {
    SSLEncryptionEnabled: false,
    Password: null,
    MaximumNumberOfSessions: 5,
    NumberOfActivatedSessions: 0,
  },
};

export const DELL_ATTRIBUTES = `${MANAGER}/Oem/Dell/DellAttributes/iDRAC.Embedded.1`;

/** An iDRAC9, VNC off. */
export const DELL_PAGES: Pages = {
  [MANAGER]: { Links: { Oem: { Dell: { DellAttributes: [{ '@odata.id': DELL_ATTRIBUTES }] } } } },
  [DELL_ATTRIBUTES]: {
    Attributes: {
      'VNCServer.1.Enable': 'Disabled',
      'VNCServer.1.Port': 5901,
      'VNCServer.1.SSLEncryptionBitLength': 'Disabled',
      'VNCServer.1.MaxSessions': 2,
      'VNCServer.1.ActiveSessions': 0,
      'VNCServer.1.Password': null,
    },
  },
};

const GRAPHICAL_CONSOLE = {
  ServiceEnabled: true,
  MaxConcurrentSessions: 4,
  ConnectTypesSupported: ['KVMIP'],
} as const;

/** An OpenBMC. */
export const OPENBMC_PAGES: Pages = {
  [MANAGER]: {
    Id: 'bmc',
    Model: 'OpenBmc',
    GraphicalConsole: GRAPHICAL_CONSOLE,
    NetworkProtocol: { '@odata.id': NETWORK_PROTOCOL },
  },
  [NETWORK_PROTOCOL]: { SSH: { ProtocolEnabled: true, Port: 22 } },
};

/** A BMC whose graphical console is proprietary. */
export const NONE_PAGES: Pages = {
  [MANAGER]: { Id: '1', GraphicalConsole: GRAPHICAL_CONSOLE },
  [NETWORK_PROTOCOL]: { KVMIP: { ProtocolEnabled: true, Port: 7578 } },
};
