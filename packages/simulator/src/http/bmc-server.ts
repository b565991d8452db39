import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

import type { Logger } from '@ironbridge/common';
import createFastify, { type FastifyError, type FastifyInstance } from 'fastify';

import { SimulatorPortError } from '../errors.js';
import type { IdracFaults } from '../faults.js';
import { createMessage, type RedfishMessageName } from '../redfish/redfish-message.js';
import { sendError, sendNotFound } from '../redfish/send-error.js';
import type { TlsIdentity } from '../tls-identity.js';
import { addFaults } from './fault-hooks.js';
import { RequestJournal, type JournalEntry } from './request-journal.js';

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
}

const MAX_BODY_BYTES = 64 * 1024;
const REQUEST_TIMEOUT_MS = 30_000;

/** The HTTP half of a simulated BMC. */
export class BmcServer {
  readonly #app: FastifyInstance;
  readonly #journal: RequestJournal;
  readonly #closing: AbortController;
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
    this.port = (app.server.address() as AddressInfo).port;
    const authority = host.includes(':') ? `[${host}]` : host;
    this.url = `${tls === undefined ? 'http' : 'https'}://${authority}:${String(this.port)}`;
  }

  /** @throws SimulatorPortError */
  public static async start(options: BmcServerOptions): Promise<BmcServer> {
    const { host, port, faults, addRoutes } = options;
    const journal = new RequestJournal();
    const closing = new AbortController();
    const app = createApp(options);
    app.addHook('onRequest', (request, reply, done) => {
      const recordStatus = journal.begin(request.method, request.url);
      reply.raw.once('finish', () => {
        recordStatus(reply.raw.statusCode);
      });
      done();
    });
    addFaults(app, faults, closing.signal);
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

  /** Ends every connection, also those with a request under way. */
  public async close(): Promise<void> {
    this.#closing.abort();
    this.#app.server.closeAllConnections();
    await this.#app.close();
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
