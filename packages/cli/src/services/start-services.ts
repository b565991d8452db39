import { createApi } from '@ironbridge/api';
import { isLoopbackHost, type Logger } from '@ironbridge/common';
import { AllowedNetworks, ConductorService, ConsoleHistories } from '@ironbridge/conductor';
import { createProxy } from '@ironbridge/proxy';
import { openKeyring, openStore, type Store } from '@ironbridge/store';
import { serversPage, viewerPage } from '@ironbridge/web';
import { Registry } from 'prom-client';
import type { Config } from '../config/config-schema.js';
import { readSerialHubOptions } from './serial-hub-options.js';
import { loadRegistry } from './load-registry.js';
import { readProxyTls } from './read-proxy-tls.js';

/** The services of one process while they run. */
export interface RunningServices {
  readonly apiUrl: string;
  readonly serversUrl: string;
  readonly proxyUrl: string;
  /** Drains: no new work, running sessions are told, consoles stay as they are. */
  close(): Promise<void>;
}

/** How long viewers have to leave by themselves when the process is told to end, in milliseconds. */
const DRAIN_MS = 2000;

/**
 * Starts conductor, proxy and api on one store, in the order in which they need each other.
 *
 * @param prepare runs on the open store before any service does
 * @throws ConfigurationError, or what a service throws that cannot listen; what had started is closed again
 */
export async function startServices(
  config: Config,
  log: Logger,
  prepare: (store: Store) => Promise<void> = () => Promise.resolve(),
): Promise<RunningServices> {
  const closers: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) {
      await closer().catch((error: unknown) => {
        log.error({ err: error }, 'Closing a service failed');
      });
    }
  };
  try {
    const registry = await loadRegistry(config, log);
    const keys = await openKeyring(config.secrets.key_file);
    const store = await openStore({ connection: config.database.connection, keys });
    closers.push(() => store.close());
    await prepare(store);
    const metrics = new Registry();
    const { conductor, vnc, api } = config;
    const networks = new AllowedNetworks({
      allowsLoopback: isLoopbackHost(api.host_ip),
      ...(conductor.allowed_console_networks === undefined
        ? {}
        : { networks: conductor.allowed_console_networks }),
    });
    const histories = new ConsoleHistories({
      directory: config.serial_console.history_directory,
      maxBytes: config.serial_console.history_max_bytes,
      maxAgeMs: config.serial_console.history_max_days,
      log: log.child({ service: 'conductor' }),
    });
    const service = new ConductorService({
      store,
      registry,
      networks,
      hostname: config.DEFAULT.host,
      conductorGroup: conductor.conductor_group,
      heartbeatIntervalMs: conductor.heartbeat_interval,
      checkIntervalMs: conductor.console_check_interval,
      workersPoolSize: conductor.workers_pool_size,
      startTimeoutMs: conductor.console_start_timeout,
      stopTimeoutMs: conductor.console_stop_timeout,
      ...(await readSerialHubOptions(config, histories)),
      log: log.child({ service: 'conductor' }),
      metrics,
    });
    closers.push(() => service.close());
    await service.start();

    const allowedOrigins = config.console.allowed_origins;
    const proxy = createProxy({
      store,
      proxyId: config.DEFAULT.host,
      metrics,
      tokenKey: keys.tokens,
      page: viewerPage(),
      log: log.child({ service: 'proxy' }),
      readOnly: vnc.read_only,
      allowedOrigins: [...allowedOrigins, ...originOf(vnc.public_url)],
      allowedHostnames: hostnameOf(vnc.public_url),
      allowedSecurity: vnc.novnc_auth_schemes,
      ...(await readProxyTls(vnc)),
    });
    closers.push(() => proxy.close({ drainMs: DRAIN_MS }));
    const { url: proxyUrl } = await proxy.listen({ host: vnc.host_ip, port: vnc.port });

    const server = createApi({
      store,
      registry,
      metrics,
      tokenKey: keys.tokens,
      tokenTtlMs: config.consoleauth.token_ttl,
      heartbeatTimeoutMs: conductor.heartbeat_timeout,
      ...(api.public_endpoint === undefined ? {} : { publicEndpoint: api.public_endpoint }),
      publicUrl: vnc.public_url ?? new URL('/', proxyUrl).href,
      histories,
      ...(config.serial_console.base_url === undefined ? {} : { serialUrl: config.serial_console.base_url }),
      readOnly: vnc.read_only,
      page: serversPage(),
      log: log.child({ service: 'api' }),
      allowedOrigins: [...allowedOrigins, ...originOf(api.public_endpoint)],
      allowedHostnames: hostnameOf(api.public_endpoint),
    });
    closers.push(() => server.close());
    const { url: apiUrl } = await server.listen({ host: api.host_ip, port: api.port });
    return { apiUrl, proxyUrl, serversUrl: new URL('/ui', apiUrl).href, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function originOf(url: string | undefined): readonly string[] {
  return url === undefined ? [] : [new URL(url).origin];
}

function hostnameOf(url: string | undefined): readonly string[] {
  return url === undefined ? [] : [new URL(url).hostname];
}
