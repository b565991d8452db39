import type { VncConnection } from '@ironbridge/base';
import { ClientMessageParser } from '@ironbridge/rfb';
import type { AccessMode } from '@ironbridge/store';
import type { ConnectContext, ConnectedConsole, ConsoleProtocol } from './console-protocol.js';
import { dialVnc } from './dial-vnc.js';
import { SecurityNotAllowedError } from './errors.js';
import { negotiate } from './negotiate.js';
import type { AllowedSecurity } from './options.js';
import { viewerMessagesOf } from './viewer-messages-of.js';

/** RFB: the BMC's bytes reach the viewer as they are, the viewer's pass a parser. */
export class VncProtocol implements ConsoleProtocol {
  readonly #connection: VncConnection;
  readonly #mode: AccessMode;

  /** @throws SecurityNotAllowedError */
  public constructor(connection: VncConnection, mode: AccessMode, allowed: readonly AllowedSecurity[]) {
    const { kind } = connection.security;
    if (!allowed.includes(kind)) throw new SecurityNotAllowedError(kind);
    this.#connection = connection;
    this.#mode = mode;
  }

  public get slots(): number {
    return this.#connection.slots;
  }

  public get handshakeTimeoutMs(): number | undefined {
    return this.#connection.quirks.handshakeTimeoutMs;
  }

  public async connect(context: ConnectContext): Promise<ConnectedConsole> {
    const { viewer, onPhase, onDialled } = context;
    onPhase('dialling');
    const dialled = await dialVnc(this.#connection, context);
    const { console } = dialled;
    onDialled(console);
    try {
      await negotiate(dialled, viewer, onPhase);
    } catch (error) {
      throw console.endCause ?? error;
    }
    const parser = new ClientMessageParser(viewerMessagesOf(this.#connection, this.#mode));
    return {
      console,
      fromViewer: (chunk) =>
        parser.push(chunk).flatMap(({ kind, bytes }) => (kind === 'forward' ? [bytes] : [])),
      fromConsole: (chunk) => [chunk],
    };
  }
}
