import type { Clock, Logger } from '@ironbridge/common';
import type { ServiceIdentifier } from 'inversify';
import type { ConsoleInterface } from './console-interface.js';
import type { HttpClientFactory } from './http-client-factory.js';
import type { ProcessRunner } from './process-runner.js';
import type { SubprocessSettings } from './subprocess-settings.js';

/** Bound by a driver's module, in a container of its own: the interface itself. */
export const CONSOLE_INTERFACE: ServiceIdentifier<ConsoleInterface> = Symbol.for(
  '@ironbridge/base/ConsoleInterface',
);

/** The driver's own config section, parsed by its manifest's schema. */
export const CONSOLE_CONFIG: ServiceIdentifier = Symbol.for('@ironbridge/base/ConsoleConfig');

/** The host's offer of a logger, for what belongs to no task. */
export const LOGGER: ServiceIdentifier<Logger> = Symbol.for('@ironbridge/base/Logger');

/** The host's offer of time. */
export const CLOCK: ServiceIdentifier<Clock> = Symbol.for('@ironbridge/base/Clock');

/** The host's offer of HTTP. */
export const HTTP_CLIENT_FACTORY: ServiceIdentifier<HttpClientFactory> = Symbol.for(
  '@ironbridge/base/HttpClientFactory',
);

/** The host's offer of other programs. */
export const PROCESS_RUNNER: ServiceIdentifier<ProcessRunner> = Symbol.for('@ironbridge/base/ProcessRunner');

/** What the host decides for the programs that drivers start. */
export const SUBPROCESS_SETTINGS: ServiceIdentifier<SubprocessSettings> = Symbol.for(
  '@ironbridge/base/SubprocessSettings',
);
