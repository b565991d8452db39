import { silentLogger, systemClock, type Clock, type Logger } from '@ironbridge/common';
import axios from 'axios';
import { Container } from 'inversify';
import type { HttpClientFactory } from './http-client-factory.js';
import type { ProcessRunner } from './process-runner.js';
import {
  DEFAULT_SUBPROCESS_TIMEOUTS,
  defaultRuntimeDirectory,
  type SubprocessSettings,
} from './subprocess-settings.js';
import { SystemProcessRunner } from './system-process-runner.js';
import { CLOCK, HTTP_CLIENT_FACTORY, LOGGER, PROCESS_RUNNER, SUBPROCESS_SETTINGS } from './tokens.js';

/** What a host gives to every driver. */
export interface HostOffers {
  /** Silent unless given. */
  readonly logger?: Logger;
  readonly clock?: Clock;
  /** `axios.create` unless given. */
  readonly httpClientFactory?: HttpClientFactory;
  /** Node's child processes unless given. */
  readonly processRunner?: ProcessRunner;
  /** For the programs of drivers; each has a default. */
  readonly subprocesses?: Partial<SubprocessSettings>;
}

/** The container that every driver's own container has as its parent; it holds the offers and nothing else. */
export function createHostContainer(offers: HostOffers = {}): Container {
  const host = new Container();
  const clock = offers.clock ?? systemClock;
  host.bind(LOGGER).toConstantValue(offers.logger ?? silentLogger);
  host.bind(CLOCK).toConstantValue(clock);
  host
    .bind(HTTP_CLIENT_FACTORY)
    .toConstantValue(offers.httpClientFactory ?? ((defaults) => axios.create(defaults)));
  host.bind(PROCESS_RUNNER).toConstantValue(offers.processRunner ?? new SystemProcessRunner(clock));
  host.bind(SUBPROCESS_SETTINGS).toConstantValue({
    ...DEFAULT_SUBPROCESS_TIMEOUTS,
    runtimeDirectory: defaultRuntimeDirectory(),
    ...offers.subprocesses,
  });
  return host;
}
