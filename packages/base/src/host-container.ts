import { silentLogger, systemClock, type Clock, type Logger } from '@ironbridge/common';
import axios from 'axios';
import { Container } from 'inversify';
import type { HttpClientFactory } from './http-client-factory.js';
import { CLOCK, HTTP_CLIENT_FACTORY, LOGGER } from './tokens.js';

/** What a host gives to every driver. */
export interface HostOffers {
  /** Silent unless given. */
  readonly logger?: Logger;
  readonly clock?: Clock;
  /** `axios.create` unless given. */
  readonly httpClientFactory?: HttpClientFactory;
}

/** The container that every driver's own container has as its parent; it holds the offers and nothing else. */
export function createHostContainer(offers: HostOffers = {}): Container {
  const host = new Container();
  host.bind(LOGGER).toConstantValue(offers.logger ?? silentLogger);
  host.bind(CLOCK).toConstantValue(offers.clock ?? systemClock);
  host
    .bind(HTTP_CLIENT_FACTORY)
    .toConstantValue(offers.httpClientFactory ?? ((defaults) => axios.create(defaults)));
  return host;
}
