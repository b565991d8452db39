import type { ConsoleInterfaceRegistry } from '@ironbridge/base';
import { Deadline, systemClock, type Clock, type Logger, type Secret } from '@ironbridge/common';
import type { Store } from '@ironbridge/store';
import { Registry } from 'prom-client';
import type { ConsoleHistoryReader } from './api-context.js';
import { buildServer } from './build-server.js';
import { ConnectionDrain } from './connection-drain.js';
import { ListenError } from './errors.js';
import { Reach } from './guards.js';
import type { ServersPage } from './servers-page.js';

const HEARTBEAT_TIMEOUT_MS = 60_000;
const DRAIN_TIMEOUT_MS = 10_000;

/** What the api is made from. Nothing is read from files or the environment. */
export interface ApiOptions {
  /** Stays the caller's to close. */
  readonly store: Store;
  /** What is enabled here: it validates nodes and tells the properties of drivers. */
  readonly registry: ConsoleInterfaceRegistry;
  /** The token key of the key ring that the proxies have too. */
  readonly tokenKey: Secret<Buffer>;
  /** How long a link into a console may be opened, in milliseconds. 600 000 unless given. */
  readonly tokenTtlMs?: number;
  /** The proxy's viewer page, `[vnc] public_url`; the token is added in the fragment. */
  readonly publicUrl: string;
  /** The page that opens serial consoles, `[serial_console] base_url`; `publicUrl` unless given. */
  readonly serialUrl?: string;
  /** `[api] public_endpoint`: where links of answers lead. The name and scheme of the request unless given. */
  readonly publicEndpoint?: string;
  /** Histories of serial consoles; none are served unless given. */
  readonly histories?: ConsoleHistoryReader;
  /** Links let watch and not type. False unless given. */
  readonly readOnly?: boolean;
  /** The servers page, served at `/ui`. */
  readonly page: ServersPage;
  /** Further names in `Host`, such as a load balancer's; without port. */
  readonly allowedHostnames?: Iterable<string>;
  /** Further origins whose pages may use the api, such as `https://console.example`. */
  readonly allowedOrigins?: Iterable<string>;
  /** A conductor that was silent for longer, in milliseconds, is not alive. 60 000 unless given. */
  readonly heartbeatTimeoutMs?: number;
  readonly log: Logger;
  readonly clock?: Clock;
  /** Where the api's metrics go; `/metrics` shows all of it. One of its own unless given. */
  readonly metrics?: Registry;
  /** Whether the rest of the process is ready, for `/readyz`. */
  readonly isReady?: () => boolean;
}

/** Where the api listens. */
export interface ApiAddress {
  readonly host: string;
  /** The port itself, also where 0 was asked for. */
  readonly port: number;
  readonly url: string;
}

/** The service: an Ironic-compatible API for consoles, and the page that uses it. */
export interface Api {
  /** @throws ListenError where the address cannot be taken */
  listen(address: { host: string; port: number }): Promise<ApiAddress>;
  /** Takes no more requests, lets those under way finish for up to 10 s, then closes their connections. */
  close(): Promise<void>;
}

/**
 * Makes the api. It starts with {@link Api.listen}.
 *
 * @example
 * const api = createApi({ store, registry, tokenKey, publicUrl: 'http://127.0.0.1:6090/', page: serversPage(), log });
 * const { url } = await api.listen({ host: '127.0.0.1', port: 6385 });
 */
export function createApi(options: ApiOptions): Api {
  const { store, registry, tokenKey, publicUrl, log, clock = systemClock } = options;
  const reach = new Reach(options.allowedHostnames, options.allowedOrigins);
  let isClosing = false;
  const app = buildServer({
    context: {
      store,
      registry,
      clock,
      log,
      tokenKey,
      publicUrl,
      histories: options.histories,
      serialUrl: options.serialUrl ?? publicUrl,
      publicEndpoint: options.publicEndpoint?.replace(/\/+$/, ''),
      tokenTtlMs: options.tokenTtlMs ?? 600_000,
      isReadOnly: options.readOnly ?? false,
      heartbeatTimeoutMs: options.heartbeatTimeoutMs ?? HEARTBEAT_TIMEOUT_MS,
    },
    reach,
    page: options.page,
    metrics: options.metrics ?? new Registry(),
    isReady: () => !isClosing && (options.isReady?.() ?? true),
  });
  const drain = new ConnectionDrain(app.server);

  return {
    async listen({ host, port }) {
      reach.bindTo(host);
      try {
        await app.listen({ host, port });
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new ListenError(`The api cannot listen on ${host} port ${String(port)}: ${reason}`, {
          cause: error,
        });
      }
      const bound = app.server.address();
      const boundPort = typeof bound === 'object' && bound !== null ? bound.port : port;
      const name = host.includes(':') ? `[${host}]` : host;
      return { host, port: boundPort, url: `http://${name}:${String(boundPort)}` };
    },

    async close() {
      isClosing = true;
      const closed = app.close();
      drain.begin();
      try {
        await Deadline.after(DRAIN_TIMEOUT_MS, clock).run('Draining the api', async () => closed);
      } catch (error) {
        log.warn({ err: error }, 'requests were cut off');
        app.server.closeAllConnections();
        await closed;
      }
    },
  };
}
