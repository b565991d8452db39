import type { Logger } from '@ironbridge/common';
import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { AccessPolicy } from './access-policy.js';
import type { AuthorisedSession } from './authorised-session.js';
import { RequestRefusedError } from './errors.js';
import {
  requireMethod,
  requireOwnHost,
  requireOwnOrigin,
  requirePath,
  requireWebSocketHandshake,
} from './guards.js';
import { errorAnswer, SECURITY_HEADERS, type HttpAnswer } from './http-answer.js';
import type { ProxyLimits } from './limits.js';
import { createRequestContext, type RequestContext } from './request-context.js';
import type { Seats } from './seats.js';
import type { TokenDesk } from './token-desk.js';
import { requireCredential, requireSubprotocols, type ViewerCredential } from './viewer-credential.js';
import { chooseSubprotocol } from './viewer-framing.js';
import type { Viewers } from './viewers.js';

/** Where viewers connect. */
export const WEBSOCKET_PATH = '/websockify';

export interface UpgradeDoorOptions {
  readonly policy: AccessPolicy;
  readonly desk: TokenDesk;
  readonly seats: Seats;
  readonly viewers: Viewers;
  readonly limits: Pick<ProxyLimits, 'maxMessageBytes' | 'maxPendingUpgrades'>;
  readonly isDraining: () => boolean;
  readonly log: Logger;
}

/** A viewer that passed every guard. */
interface Admission {
  readonly session: AuthorisedSession;
  readonly leaveSeat: () => void;
}

/** The WebSocket side: one flat ladder of guards, then 101. Nothing is dialled on the ladder. */
export class UpgradeDoor {
  readonly #options: UpgradeDoorOptions;
  readonly #webSockets: WebSocketServer;
  readonly #pending = new Set<Duplex>();

  public constructor(options: UpgradeDoorOptions) {
    this.#options = options;
    this.#webSockets = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: options.limits.maxMessageBytes,
      // Never the one with the key in it.
      handleProtocols: (offers) => chooseSubprotocol(offers) ?? false,
    });
  }

  /** Takes one request to upgrade, whatever it asks for. */
  public async accept(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    // A peer that resets the connection is no fault; ws takes over after the upgrade.
    const ignore = (): void => undefined;
    socket.on('error', ignore);
    const context = createRequestContext(request);
    try {
      const admission = await this.#whilePending(socket, () => this.#admit(request, context));
      socket.removeListener('error', ignore);
      this.#upgrade(request, socket, head, admission, context);
    } catch (error) {
      refuse(socket, errorAnswer(error, context, this.#options.log));
    }
  }

  /** Ends upgrades that are still waiting. */
  public close(): void {
    for (const socket of this.#pending) socket.destroy();
  }

  async #admit(request: IncomingMessage, context: RequestContext): Promise<Admission> {
    const { policy } = this.#options;
    requireMethod(request, ['GET']);
    requirePath(request, WEBSOCKET_PATH);
    requireOwnHost(request, policy);
    requireOwnOrigin(request, policy);
    requireWebSocketHandshake(request);
    const subprotocols = requireSubprotocols(request);
    this.#requireOpenHouse();
    const credential = requireCredential(request, subprotocols);
    return credential.kind === 'session'
      ? await this.#admitSession(credential, context)
      : await this.#admitToken(credential, context);
  }

  async #admitSession(
    { key }: Extract<ViewerCredential, { kind: 'session' }>,
    context: RequestContext,
  ): Promise<Admission> {
    const session = await this.#options.desk.find(key, context);
    return { session, leaveSeat: this.#options.seats.take(session.record) };
  }

  /** The seat comes first: a token that finds the house full is not spent. */
  async #admitToken(
    { token }: Extract<ViewerCredential, { kind: 'token' }>,
    context: RequestContext,
  ): Promise<Admission> {
    const { desk, seats } = this.#options;
    const claims = desk.verify(token, context);
    const leaveSeat = seats.take(claims);
    try {
      const { record, keyHash } = await desk.redeem(claims, context);
      return { session: { record, keyHash, isOneTime: true }, leaveSeat };
    } catch (error) {
      leaveSeat();
      throw error;
    }
  }

  #requireOpenHouse(): void {
    const { isDraining, limits } = this.#options;
    if (isDraining()) throw new RequestRefusedError('ERR_DRAINING');
    if (this.#pending.size > limits.maxPendingUpgrades) throw new RequestRefusedError('ERR_TOO_MANY_VIEWERS');
  }

  async #whilePending<T>(socket: Duplex, work: () => Promise<T>): Promise<T> {
    this.#pending.add(socket);
    try {
      return await work();
    } finally {
      this.#pending.delete(socket);
    }
  }

  #upgrade(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    { session, leaveSeat }: Admission,
    context: RequestContext,
  ): void {
    // The seat goes with the TCP connection, also one that is gone by now or that ws turns away.
    if (socket.destroyed) leaveSeat();
    else socket.once('close', leaveSeat);
    this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      void this.#options.viewers.serve(session, webSocket, context);
    });
  }
}

/** Answers in place of the upgrade and closes. */
function refuse(socket: Duplex, { status, headers, body }: HttpAnswer): void {
  const fields = {
    ...SECURITY_HEADERS,
    ...headers,
    connection: 'close',
    'content-length': String(body.length),
  };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}`);
  socket.once('finish', () => {
    socket.destroy();
  });
  socket.end(
    Buffer.concat([
      Buffer.from(
        `HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('\r\n')}\r\n\r\n`,
      ),
      body,
    ]),
  );
}
