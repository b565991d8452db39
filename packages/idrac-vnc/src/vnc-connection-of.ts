import type { VncConnection } from '@ironbridge/base';
import type { Secret } from '@ironbridge/common';
import { isLegacyModel } from './idrac-model.js';
import type { Idrac } from './idrac.js';
import type { VncServer } from './vnc-server-attributes.js';

const RAW = 0;
const DESKTOP_SIZE = -223;

/**
 * What iDRAC7 and 8 are known for (zackpollard/kvm-switcher, novnc/noVNC#712): no picture after an encoding that they do not know,
 * a crash at 32 bits per pixel, 5 to 12 seconds between two messages of the handshake.
 */
const LEGACY_QUIRKS: VncConnection['quirks'] = {
  encodings: [RAW, DESKTOP_SIZE],
  maxBitsPerPixel: 16,
  handshakeTimeoutMs: 60_000,
};

/** The way to the VNC server as it is set. */
export function vncConnectionOf(idrac: Idrac, server: VncServer, password: Secret): VncConnection {
  const { SSLEncryptionBitLength: encryption = 'Disabled', Port: port } = server.settings;
  return {
    type: 'vnc',
    host: idrac.host,
    port,
    transport:
      encryption === 'Disabled'
        ? { kind: 'tcp' }
        : { kind: 'tls', verifyCa: idrac.verifyCa, fallback: 'vencrypt' },
    security: { kind: 'vnc', password },
    slots: Math.min(server.maxSessions, 64),
    quirks: isLegacyModel(idrac.model) ? LEGACY_QUIRKS : {},
  };
}
