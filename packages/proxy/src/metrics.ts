import { Counter, Gauge, type Registry } from 'prom-client';
import type { SessionClosedReason } from './close-reasons.js';

/** Bytes relayed by this process. Plain numbers, so that counting costs the relay nothing. */
export interface TrafficTotals {
  fromConsole: number;
  fromViewer: number;
}

/** What the proxy counts. No label holds anything that a viewer chose. */
export interface ProxyMetrics {
  readonly registry: Registry;
  readonly traffic: TrafficTotals;
  sessionOpened(): void;
  sessionClosed(reason: SessionClosedReason): void;
  redeemed(): void;
  redeemRefused(reason: string): void;
}

/** Registers the proxy's metrics; a registry takes them once. */
export function createProxyMetrics(registry: Registry): ProxyMetrics {
  const registers = [registry];
  const traffic: TrafficTotals = { fromConsole: 0, fromViewer: 0 };
  const open = new Gauge({
    name: 'ironbridge_proxy_sessions_open',
    help: 'Console connections of viewers that are open now',
    registers,
  });
  const opened = new Counter({
    name: 'ironbridge_proxy_sessions_opened_total',
    help: 'Console connections of viewers that were accepted',
    registers,
  });
  const closed = new Counter({
    name: 'ironbridge_proxy_sessions_closed_total',
    help: 'Console connections of viewers that ended, by reason',
    labelNames: ['reason'],
    registers,
  });
  const redeemed = new Counter({
    name: 'ironbridge_proxy_tokens_redeemed_total',
    help: 'Console tokens that opened a session',
    registers,
  });
  const refused = new Counter({
    name: 'ironbridge_proxy_tokens_refused_total',
    help: 'Console tokens that opened nothing, by reason',
    labelNames: ['reason'],
    registers,
  });
  new Counter({
    name: 'ironbridge_proxy_bytes_total',
    help: 'Bytes relayed, by the side they came from',
    labelNames: ['from'],
    registers,
    collect(): void {
      this.reset();
      this.inc({ from: 'console' }, traffic.fromConsole);
      this.inc({ from: 'viewer' }, traffic.fromViewer);
    },
  });
  return {
    registry,
    traffic,
    sessionOpened: () => {
      opened.inc();
      open.inc();
    },
    sessionClosed: (reason) => {
      closed.inc({ reason });
      open.dec();
    },
    redeemed: () => {
      redeemed.inc();
    },
    redeemRefused: (reason) => {
      refused.inc({ reason });
    },
  };
}
