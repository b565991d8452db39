import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';

import type { Logger } from '@ironbridge/common';
import createFastify, { type FastifyError, type FastifyInstance } from 'fastify';

import { SimulatorPortError } from '../errors.js';
import type { IdracFaults } from '../faults.js';
import { createMessage, type RedfishMessageName } from '../redfish/redfish-message.js';
import { sendError, sendNotFound } from '../redfish/send-error.js';
import type { TlsIdentity } from '../tls-identity.js';
import { addFaults } from './fault-hooks.js';
import { RequestJournal, type Exchange, type JournalEntry } from './request-journal.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** What the journal and the faults know of this request. */
    exchange: Exchange;
  }
}

export interface BmcServerOptions {
  readonly host: string;
  /** 0: one that is free. */
  readonly port: number;
  /** Undefined: plain HTTP. */
  readonly tls: TlsIdentity | undefined;
  readonly faults: IdracFaults;
  readonly log: Logger;
  /** Adds what this BMC answers; every request meets the faults before. */
  readonly addRoutes: (app: FastifyInstance) => void;
  /** Ends the Redfish session of a token. */
  readonly endSession: (token: string) => void;
  /** Restarts the BMC, which is away for so many milliseconds. */
  readonly reboot: (durationMs: number) => void;
}

const MAX_BODY_BYTES = 64 * 1024;
const REQUEST_TIMEOUT_MS = 30_000;

/** The HTTP half of a simulated BMC. */
export class BmcServer {
  readonly #app: FastifyInstance;
  readonly #journal: RequestJournal;
  readonly #closing: AbortController;
  /** Also those that the HTTP server does not count: in the middle of a TLS handshake, or upgraded. */
  readonly #sockets = new Set<Socket>();
  readonly #host: string;
  public readonly url: string;
  public readonly port: number;

  private constructor(
    app: FastifyInstance,
    journal: RequestJournal,
    closing: AbortController,
    { host, tls }: BmcServerOptions,
  ) {
    this.#app = app;
    this.#journal = journal;
    this.#closing = closing;
    this.#host = host;
    app.server.on('connection', (socket) => {
      if (closing.signal.aborted) socket.destroy();
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    this.port = (app.server.address() as AddressInfo).port;
    const authority = host.includes(':') ? `[${host}]` : host;
    this.url = `${tls === undefined ? 'http' : 'https'}://${authority}:${String(this.port)}`;
  }

  /** @throws SimulatorPortError */
  public static async start(options: BmcServerOptions): Promise<BmcServer> {
    const { host, port, faults, addRoutes, endSession, reboot } = options;
    const journal = new RequestJournal();
    const closing = new AbortController();
    const app = createApp(options);
    app.addHook('onRequest', (request, reply, done) => {
      request.exchange = journal.begin(request.method, request.url);
      reply.raw.once('finish', () => {
        request.exchange.entry.status = reply.raw.statusCode;
      });
      done();
    });
    addFaults(app, { faults, closing: closing.signal, endSession, reboot });
    addRoutes(app);
    try {
      await app.listen({ host, port });
    } catch (error) {
      await app.close();
      throw new SimulatorPortError(host, port, { cause: error });
    }
    return new BmcServer(app, journal, closing, options);
  }

  public get requests(): readonly JournalEntry[] {
    return this.#journal.entries;
  }

  /** Drops every connection and refuses new ones, until {@link resume}. */
  public async suspend(): Promise<void> {
    const { server } = this.#app;
    if (!server.listening) return;
    server.close();
    this.#dropConnections();
    await once(server, 'close');
  }

  /** @throws SimulatorPortError where somebody has taken the port meanwhile */
  public async resume(): Promise<void> {
    const { server } = this.#app;
    if (server.listening || this.#closing.signal.aborted) return;
    server.listen({ host: this.#host, port: this.port });
    try {
      await once(server, 'listening');
    } catch (error) {
      throw new SimulatorPortError(this.#host, this.port, { cause: error });
    }
  }

  /** Ends every connection, also those with a request under way. */
  public async close(): Promise<void> {
    this.#closing.abort();
    this.#dropConnections();
    await this.#app.close();
  }

  #dropConnections(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}

function createApp({ tls, log }: BmcServerOptions): FastifyInstance {
  const app = createFastify({
    bodyLimit: MAX_BODY_BYTES,
    routerOptions: { ignoreTrailingSlash: true },
    serverFactory: (handler) => {
      const server = tls === undefined ? createHttpServer(handler) : createHttpsServer({ ...tls }, handler);
      server.requestTimeout = REQUEST_TIMEOUT_MS;
      return server;
    },
  });
  app.removeContentTypeParser('text/plain');
  app.setNotFoundHandler((request, reply) => sendNotFound(reply, request.url));
  app.setErrorHandler<FastifyError>((error, _, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) log.error({ err: error }, 'A request met a defect of the simulator');
    return sendError(reply, status, createMessage(messageFor(error, status)));
  });
  return app;
}

function messageFor(error: FastifyError, status: number): RedfishMessageName {
  if (status >= 500) return 'InternalError';
  return error.code === 'FST_ERR_CTP_INVALID_JSON_BODY' ? 'MalformedJSON' : 'UnrecognizedRequestBody';
}
