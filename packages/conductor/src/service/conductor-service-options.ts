import type { ConsoleInterfaceRegistry } from '@ironbridge/base';
import type { Clock, Logger } from '@ironbridge/common';
import type { Store } from '@ironbridge/store';
import type { Registry as MetricsRegistry } from 'prom-client';
import type { AllowedNetworks } from '../allowed-networks.js';
import type { ConductorTimeouts } from '../conductor-timeouts.js';
import type { SerialHubOptions } from '../serial/serial-hub.js';

export interface ConductorServiceOptions extends Partial<ConductorTimeouts> {
  readonly store: Store;
  readonly registry: ConsoleInterfaceRegistry;
  readonly networks: AllowedNetworks;
  /** `[DEFAULT] host`: the name under which this conductor holds locks. */
  readonly hostname: string;
  /** `[conductor] conductor_group`. */
  readonly conductorGroup?: string;
  /** `[conductor] heartbeat_interval`, milliseconds; 10 s unless given. */
  readonly heartbeatIntervalMs?: number;
  /** `[conductor] console_check_interval`, milliseconds; 300 s unless given. */
  readonly checkIntervalMs?: number;
  /** `[conductor] workers_pool_size`: nodes that are worked on at a time; 100 unless given, as in Ironic. */
  readonly workersPoolSize?: number;
  /** What serial consoles are shared with; without it they cannot be started. */
  readonly serial?: SerialHubOptions;
  readonly clock?: Clock;
  readonly log: Logger;
  readonly metrics?: MetricsRegistry;
}
