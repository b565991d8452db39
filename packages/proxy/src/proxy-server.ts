import { createServer as createHttpServer, type Server, type ServerOptions } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { createAccessPolicy, type AccessPolicy } from './access-policy.js';
import { ListenError, RequestRefusedError } from './errors.js';
import { HttpRoutes, type Route } from './http-routes.js';
import type { ProxyLimits } from './limits.js';
import type { ProxyMetrics } from './metrics.js';
import type { ProxyOptions } from './options.js';
import { createPageRoutes } from './page-routes.js';
import { createRedeemRoute } from './redeem-route.js';
import type { Seats } from './seats.js';
import { createStatusRoutes } from './status-routes.js';
import type { TokenDesk } from './token-desk.js';
import { UpgradeDoor, WEBSOCKET_PATH } from './upgrade.js';
import type { Viewers } from './viewers.js';

/** Where a proxy listens. */
export interface ListeningProxy {
  readonly host: string;
  readonly port: number;
  readonly url: string;
}

interface ProxyParts {
  readonly limits: ProxyLimits;
  readonly metrics: ProxyMetrics;
  readonly desk: TokenDesk;
  readonly viewers: Viewers;
  readonly seats: Seats;
}

/** How often node looks for requests that are late. */
const LATE_REQUESTS_INTERVAL_MS = 1_000;

/** The listening side: one port, for HTTP and for WebSockets. */
export class ProxyServer {
  readonly #options: ProxyOptions;
  readonly #parts: ProxyParts;
  readonly #server: Server;
  readonly #connections = new Set<Socket>();
  #door: UpgradeDoor | undefined;
  #isDraining = false;

  public constructor(options: ProxyOptions, parts: ProxyParts) {
    this.#options = options;
    this.#parts = parts;
    this.#server = createServer(options.tls, parts.limits);
    this.#server.on('connection', (socket: Socket) => {
      this.#connections.add(socket);
      socket.once('close', () => this.#connections.delete(socket));
    });
  }

  public async listen({ host, port }: { host: string; port: number }): Promise<ListeningProxy> {
    const address = await listen(this.#server, host, port);
    const scheme = this.#options.tls === undefined ? 'http' : 'https';
    const { allowedHostnames = [], allowedOrigins = [] } = this.#options;
    this.#serve(createAccessPolicy({ scheme, address, allowedHostnames, allowedOrigins }));
    const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
    return {
      host: address.address,
      port: address.port,
      url: `${scheme}://${name}:${String(address.port)}`,
    };
  }

  /** Goes on answering probes while viewers drain, so that a load balancer learns of it. */
  public async close(drainMs: number): Promise<void> {
    this.#isDraining = true;
    await this.#parts.viewers.close(drainMs);
    this.#door?.close();
    await new Promise<void>((resolve) => {
      this.#server.close(() => {
        resolve();
      });
      // Node's closeAllConnections leaves out those that have not finished their TLS handshake, and would wait for them.
      for (const socket of this.#connections) socket.destroy();
    });
  }

  #serve(policy: AccessPolicy): void {
    const { log } = this.#options;
    const routes = new HttpRoutes(this.#routes(), policy, this.#parts.limits, log);
    const door = new UpgradeDoor({ policy, log, isDraining: () => this.#isDraining, ...this.#parts });
    this.#door = door;
    this.#server.on('request', (request, response) => void routes.serve(request, response));
    this.#server.on('upgrade', (request, socket, head) => void door.accept(request, socket, head));
  }

  #routes(): Map<string, Route> {
    const { store, page, isReady = () => true } = this.#options;
    const { desk, limits, metrics } = this.#parts;
    const redeem = createRedeemRoute(desk, limits.maxBodyBytes);
    return new Map<string, Route>([
      ...createPageRoutes(page),
      ...createStatusRoutes({
        store,
        registry: metrics.registry,
        isReady: () => !this.#isDraining && isReady(),
      }),
      [
        '/redeem',
        { ...redeem, answer: (request, context) => this.#whileOpen(() => redeem.answer(request, context)) },
      ],
      [WEBSOCKET_PATH, UPGRADE_REQUIRED],
    ]);
  }

  async #whileOpen<T>(work: () => Promise<T>): Promise<T> {
    if (this.#isDraining) throw new RequestRefusedError('ERR_DRAINING');
    return await work();
  }
}

/** What a WebSocket's address answers to a plain request. */
const UPGRADE_REQUIRED: Route = {
  methods: ['GET'],
  hosts: 'own',
  answer: () => Promise.reject(new RequestRefusedError('ERR_UPGRADE_REQUIRED', { upgrade: 'websocket' })),
};

function createServer(tls: ProxyOptions['tls'], limits: ProxyLimits): Server {
  const options: ServerOptions = {
    maxHeaderSize: limits.maxHeaderBytes,
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    connectionsCheckingInterval: LATE_REQUESTS_INTERVAL_MS,
    noDelay: true,
  };
  const server =
    tls === undefined
      ? createHttpServer(options)
      : createHttpsServer({
          ...options,
          key: tls.key,
          cert: tls.cert,
          minVersion: 'TLSv1.2',
          handshakeTimeout: limits.headersTimeoutMs,
        });
  server.maxConnections = limits.maxConnections;
  // The size bounds their number. Node would drop those above a count in silence, and a guard would miss its header.
  server.maxHeadersCount = 0;
  return server;
}

function listen(server: Server, host: string, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    const fail = (cause: NodeJS.ErrnoException): void => {
      reject(new ListenError(host, port, { cause }));
    };
    server.once('error', fail);
    server.listen({ host, port }, () => {
      server.removeListener('error', fail);
      resolve(server.address() as AddressInfo);
    });
  });
}
