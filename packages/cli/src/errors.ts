import { IronbridgeError } from '@ironbridge/common';

/** The configuration cannot be used; every problem is in the message, each with file, section and option. */
export class ConfigurationError extends IronbridgeError {
  public readonly code = 'ERR_CONFIGURATION';
  public readonly kind = 'invalid-input';
  public readonly problems: readonly string[];

  public constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/** The API refused a command. */
export class ApiAnswerError extends IronbridgeError {
  public readonly code = 'ERR_API_ANSWER';
  public readonly kind = 'invalid-input';
}

/** The API could not be asked. */
export class ApiUnreachableError extends IronbridgeError {
  public readonly code = 'ERR_API_UNREACHABLE';
  public readonly kind = 'unavailable';
}

/** The console proxy could not be asked. */
export class ProxyUnreachableError extends IronbridgeError {
  public readonly code = 'ERR_PROXY_UNREACHABLE';
  public readonly kind = 'unavailable';

  public constructor(origin: string, options: ErrorOptions) {
    super(`The console proxy at ${origin} does not answer; is [vnc] public_url right?`, options);
  }
}

/** The console proxy refused a link. */
export class ProxyAnswerError extends IronbridgeError {
  public readonly code = 'ERR_PROXY_ANSWER';
  public readonly kind = 'invalid-input';
}

/** The console ended, and not because the person left. */
export class ConsoleClosedError extends IronbridgeError {
  public readonly code = 'ERR_CONSOLE_CLOSED';
  public readonly kind = 'unavailable';
}
