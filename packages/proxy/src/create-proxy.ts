import { systemClock } from '@ironbridge/common';
import { randomUUID } from 'node:crypto';
import { Registry } from 'prom-client';
import { DEFAULT_LIMITS } from './limits.js';
import { createProxyMetrics } from './metrics.js';
import { ALL_SECURITY, type ProxyOptions } from './options.js';
import { ProxyServer, type ListeningProxy } from './proxy-server.js';
import { TokenDesk } from './token-desk.js';
import { Seats } from './seats.js';
import { Viewers } from './viewers.js';

export interface ListenOptions {
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
}

export interface CloseOptions {
  /** How long live viewers may go on; new ones are refused meanwhile. Default: 0 */
  readonly drainMs?: number;
}

/** The console proxy: viewers' WebSockets in, consoles out. */
export interface Proxy {
  /**
   * Begins to serve. Call it once.
   *
   * @throws ListenError
   */
  listen(options: ListenOptions): Promise<ListeningProxy>;
  /** Drains, then closes every connection. Resolves when nothing is left; may be called more than once. */
  close(options?: CloseOptions): Promise<void>;
}

/** Makes a proxy that is not listening yet. The store stays the caller's to close, after the proxy. */
export function createProxy(options: ProxyOptions): Proxy {
  const { store, tokenKey, log, clock = systemClock, readOnly = false, proxyId = randomUUID() } = options;
  const { allowedSecurity = ALL_SECURITY, consoleTls = {} } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const metrics = createProxyMetrics(options.metrics ?? new Registry());
  const desk = new TokenDesk({
    sessions: store.sessions,
    tokenKey,
    sessionLimitMs: limits.sessionLimitMs,
    readOnly,
    clock,
    log,
    metrics,
  });
  const viewers = new Viewers({ store, proxyId, limits, clock, log, metrics, allowedSecurity, consoleTls });
  const server = new ProxyServer(options, { limits, metrics, desk, viewers, seats: new Seats(limits) });
  let closing: Promise<void> | undefined;
  return {
    listen: async (where) => {
      // Before the first viewer: those of an earlier life are gone, and so are their connections to BMCs.
      await store.sessions.closeViewersOf(proxyId);
      return server.listen(where);
    },
    close: ({ drainMs = 0 } = {}) => (closing ??= server.close(drainMs)),
  };
}
