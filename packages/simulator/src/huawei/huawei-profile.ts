import { Secret } from '@ironbridge/common';

import type { BmcProfile, VncState } from '../bmc/bmc-profile.js';
import { readProtocol } from '../bmc/read-protocol.js';
import { isRecord } from '../is-record.js';

const MAX_SESSIONS = 5;

/** A Huawei iBMC, as openUBMC and xFusion build it too (Huawei/Huawei-iBMC-Cmdlets:src/scripts/Service.ps1, openubmc.cn). */
export const HUAWEI_PROFILE: BmcProfile = {
  product: 'Huawei iBMC',
  managerId: '1',
  systemId: '1',
  manager: {
    Model: 'iBMC',
    FirmwareVersion: '3.70',
    GraphicalConsole: {
      ConnectTypesSupported: ['KVMIP'],
      MaxConcurrentSessions: 5,
      ServiceEnabled: true,
    },
  },
  desktopName: 'iBMC',
  maxSessions: MAX_SESSIONS,
  vnc: { isEnabled: false, isOpen: false },
  pages: ({ isEnabled, port, isEncrypted }, activeSessions) => ({
    NetworkProtocol: {
      KVMIP: { ProtocolEnabled: true, Port: 2198 },
      Oem: { Huawei: { VNC: { ProtocolEnabled: isEnabled, Port: port }, Video: { Port: 2199 } } },
    },
    VncService: {
      SSLEncryptionEnabled: isEncrypted,
      Password: null,
      PasswordValidityDays: null,
      KeyboardLayout: 'en',
      MaximumNumberOfSessions: MAX_SESSIONS,
      NumberOfActivatedSessions: activeSessions,
      SessionTimeoutMinutes: 60,
      SessionMode: 'Shared',
    },
  }),
  patch: (page, body) => (page === 'VncService' ? readVncService(body) : readNetworkProtocol(body)),
};

function readNetworkProtocol({
  Oem: oem,
  ...others
}: Readonly<Record<string, unknown>>): Partial<VncState> | undefined {
  const huawei = isRecord(oem) ? oem['Huawei'] : undefined;
  return isRecord(huawei) && Object.keys(others).length === 0 ? readProtocol(huawei['VNC']) : undefined;
}

function readVncService(body: Readonly<Record<string, unknown>>): Partial<VncState> | undefined {
  const { Password: password, SSLEncryptionEnabled: isEncrypted, ...others } = body;
  if (Object.keys(others).length > 0) return undefined;
  if (password !== undefined && (typeof password !== 'string' || !/^.{1,8}$/.test(password)))
    return undefined;
  if (isEncrypted !== undefined && typeof isEncrypted !== 'boolean') return undefined;
  return {
    ...(password !== undefined && { password: new Secret(password) }),
    ...(isEncrypted !== undefined && { isEncrypted }),
  };
}
