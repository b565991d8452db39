import type { SerialConnection } from '@ironbridge/base';
import { InternalError } from '@ironbridge/common';
import {
  encodeHubFrame,
  HUB_PROTOCOL_VERSION,
  HubFrameDecoder,
  HubProtocolError,
  type HubServerFrame,
} from '@ironbridge/serial';
import type { SessionRecord } from '@ironbridge/store';
import { z } from 'zod';
import type { ConsoleEnd } from './console-end.js';
import type { ConnectContext, ConnectedConsole, ConsoleProtocol } from './console-protocol.js';
import { dialHub, type HubTransport } from './dial-hub.js';
import { ConsoleNotSupportedError, HubRefusedError, HubUnreachableError } from './errors.js';
import { SocketConsoleEnd } from './socket-console-end.js';
import type { ViewerEnd } from './viewer-end.js';

/** The hub shares the line and has a bound of its own; this one is for the table of viewers. */
const MAX_VIEWERS = 64;

const ControlSchema = z.strictObject({ type: z.literal('break') });

/** A serial line, through the conductor's hub that shares it: frames on that side, the viewer's subprotocol on this one. */
export class SerialProtocol implements ConsoleProtocol {
  public readonly slots = MAX_VIEWERS;
  readonly #hub: HubTransport;
  readonly #session: Pick<SessionRecord, 'mode' | 'user'>;

  /** @throws ConsoleNotSupportedError */
  public constructor({ transport }: SerialConnection, session: Pick<SessionRecord, 'mode' | 'user'>) {
    if (transport.kind !== 'hub') {
      throw new ConsoleNotSupportedError(
        `serial lines by transport ${transport.kind}, only those that a conductor's hub shares`,
      );
    }
    this.#hub = transport;
    this.#session = session;
  }

  public async connect({
    viewer,
    address,
    limits,
    signal,
    onPhase,
    onDialled,
  }: ConnectContext): Promise<ConnectedConsole> {
    onPhase('dialling');
    const socket = await dialHub(this.#hub, { address, timeoutMs: limits.dialTimeoutMs, signal });
    const console = new SocketConsoleEnd(socket, limits);
    onDialled(console);
    onPhase('console-handshake');
    const decoder = new HubFrameDecoder('hub');
    const early = await this.#greet(console, decoder);
    onPhase('relaying');
    for (const bytes of early.flatMap((frame) => deliver(frame, viewer))) viewer.send(bytes);
    const isWriter = this.#session.mode === 'read-write';
    viewer.receiveControl((text) => {
      ControlSchema.parse(JSON.parse(text));
      if (isWriter) console.send(encodeHubFrame({ type: 'break' }));
    });
    return {
      console,
      fromViewer: (bytes) => (isWriter ? [encodeHubFrame({ type: 'data', bytes })] : []),
      fromConsole: (chunk) => decoder.push(chunk).flatMap((frame) => deliver(frame, viewer)),
    };
  }

  /** Says hello, and waits for the hub's answer. Resolves with the frames that came right behind it. */
  #greet(console: ConsoleEnd, decoder: HubFrameDecoder<'hub'>): Promise<readonly HubServerFrame[]> {
    return new Promise((resolve, reject) => {
      void console.ended.then(() => {
        reject(new HubUnreachableError('ended the connection without an answer'));
      });
      console.receive((chunk) => {
        try {
          const [answer, ...rest] = decoder.push(chunk);
          if (answer === undefined) return;
          console.unread(Buffer.alloc(0));
          if (answer.type === 'welcome') resolve(rest);
          else if (answer.type === 'refused') reject(new HubRefusedError(answer.refusal.reason));
          else reject(new HubProtocolError(`The serial hub answered hello with ${answer.type}`));
        } catch (error) {
          reject(error instanceof Error ? error : new InternalError('A hello failed', { cause: error }));
        }
      });
      const { mode, user } = this.#session;
      const { secret } = this.#hub;
      console.send(
        encodeHubFrame({ type: 'hello', hello: { version: HUB_PROTOCOL_VERSION, secret, mode, user } }),
      );
    });
  }
}

/** What a frame of the hub is to the viewer: bytes to send, or a status that goes its own way. */
function deliver(frame: HubServerFrame, viewer: ViewerEnd): readonly Uint8Array[] {
  switch (frame.type) {
    case 'data':
      return [frame.bytes];
    case 'status':
      viewer.sendControl(JSON.stringify({ type: 'status', ...frame.status }));
      return [];
    case 'refused':
      throw new HubRefusedError(frame.refusal.reason);
    case 'welcome':
      throw new HubProtocolError('The serial hub sent a welcome in the middle of a session');
  }
}
