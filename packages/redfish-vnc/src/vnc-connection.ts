import type { VncConnection } from '@ironbridge/base';
import type { Secret } from '@ironbridge/common';

export interface TcpVnc {
  readonly host: string;
  readonly port: number;
  readonly password: Secret | undefined;
  readonly slots: number;
}

/** The connection to a VNC server that speaks plain RFB over TCP; without a password it must ask for none. */
export function tcpVncConnection({ host, port, password, slots }: TcpVnc): VncConnection {
  return {
    type: 'vnc',
    host,
    port,
    transport: { kind: 'tcp' },
    security: password === undefined ? { kind: 'none' } : { kind: 'vnc', password },
    slots: Math.min(Math.max(1, slots), 64),
    quirks: {},
  };
}
