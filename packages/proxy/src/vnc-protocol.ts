import type { VncConnection } from '@ironbridge/base';
import { ClientMessageParser } from '@ironbridge/rfb';
import type { AccessMode } from '@ironbridge/store';
import { ConsoleEnd } from './console-end.js';
import { planConsole, type ConsolePlan } from './console-plan.js';
import type { ConnectContext, ConnectedConsole, ConsoleProtocol } from './console-protocol.js';
import { dialTcp } from './dial.js';
import { negotiate } from './negotiate.js';
import { ReadAhead } from './read-ahead.js';

/** RFB: the BMC's bytes reach the viewer as they are, the viewer's pass a parser. */
export class VncProtocol implements ConsoleProtocol {
  readonly #plan: ConsolePlan;

  /** @throws ConsoleNotSupportedError */
  public constructor(connection: VncConnection, mode: AccessMode) {
    this.#plan = planConsole(connection, mode);
  }

  public get slots(): number {
    return this.#plan.slots;
  }

  public async connect(context: ConnectContext): Promise<ConnectedConsole> {
    const { viewer, onPhase, onDialled } = context;
    onPhase('dialling');
    const console = await this.#dial(context);
    onDialled(console);
    await negotiate(console, viewer, this.#plan.security, onPhase);
    const parser = new ClientMessageParser(this.#plan.viewerMessages);
    return {
      console,
      fromViewer: (chunk) =>
        parser.push(chunk).flatMap(({ kind, bytes }) => (kind === 'forward' ? [bytes] : [])),
      fromConsole: (chunk) => [chunk],
    };
  }

  async #dial({ address, limits, signal }: ConnectContext): Promise<ConsoleEnd> {
    const reader = new ReadAhead();
    const { onread } = reader;
    const { port } = this.#plan;
    const socket = await dialTcp({ address, port, timeoutMs: limits.dialTimeoutMs, onread, signal });
    return new ConsoleEnd(socket, reader, limits);
  }
}
