export interface LogMethod {
  (facts: object, message: string): void;
  (message: string): void;
}

/** The part of pino's interface that Ironbridge uses; a pino logger is one. */
export interface Logger {
  readonly trace: LogMethod;
  readonly debug: LogMethod;
  readonly info: LogMethod;
  readonly warn: LogMethod;
  readonly error: LogMethod;
  child(facts: object): Logger;
}

const silence = (): void => undefined;

/** Says nothing; the default of a library. */
export const silentLogger: Logger = {
  trace: silence,
  debug: silence,
  info: silence,
  warn: silence,
  error: silence,
  child: () => silentLogger,
};
