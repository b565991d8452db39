import type { VncConnection, VncQuirks, VncSecurity, VncTransport } from '@ironbridge/base';
import type { ClientMessageParserOptions, RfbSecurity } from '@ironbridge/rfb';
import type { AccessMode } from '@ironbridge/store';
import { ConsoleNotSupportedError } from './errors.js';

/** How one viewer is to be connected to one console. */
export interface ConsolePlan {
  readonly port: number;
  readonly slots: number;
  /** Exactly what the BMC must demand; nothing weaker will do. */
  readonly security: RfbSecurity;
  readonly viewerMessages: ClientMessageParserOptions;
}

/**
 * Reads a connection as far as this version can follow it.
 *
 * @throws ConsoleNotSupportedError before anything is dialled
 */
export function planConsole(
  { port, slots, transport, security, quirks }: VncConnection,
  mode: AccessMode,
): ConsolePlan {
  assertTransport(transport);
  return {
    port,
    slots,
    security: rfbSecurityOf(security),
    viewerMessages: { readOnly: mode === 'read-only', forceShared: true, ...optionsFor(quirks) },
  };
}

function assertTransport({ kind }: VncTransport): void {
  switch (kind) {
    case 'tcp':
      return;
    case 'tls':
    case 'websocket':
      throw new ConsoleNotSupportedError(`transport ${kind}`);
  }
}

function rfbSecurityOf(security: VncSecurity): RfbSecurity {
  switch (security.kind) {
    case 'none':
      return { kind: 'none' };
    case 'vnc':
      return { kind: 'vnc', password: security.password };
    case 'vencrypt':
      throw new ConsoleNotSupportedError('security vencrypt');
  }
}

function optionsFor({ encodings, unknownMessages }: VncQuirks): ClientMessageParserOptions {
  return {
    ...(unknownMessages !== undefined && { unknownMessages }),
    ...(encodings !== undefined && {
      encodings: (list) => list.filter((encoding) => encodings.includes(encoding)),
    }),
  };
}
