import { IronbridgeError } from '@ironbridge/common';

/** The directory for sockets of consoles cannot be used. */
export class RuntimeDirectoryError extends IronbridgeError {
  public readonly code = 'ERR_RUNTIME_DIRECTORY';
  public readonly kind = 'unsupported';
  public readonly directory: string;

  public constructor(directory: string, problem: string, options?: ErrorOptions) {
    super(
      `[console] runtime_directory ${directory} ${problem}; name a directory that only this service can use`,
      options,
    );
    this.directory = directory;
  }
}

/** socat did not come to listen. */
export class SocatFailedError extends IronbridgeError {
  public readonly code = 'ERR_SOCAT_FAILED';
  public readonly kind = 'unavailable';
  /** What socat said last; printable characters only. */
  public readonly output: string;

  public constructor(problem: string, output: string) {
    super(`The socat of this console ${problem}${output === '' ? '' : `: ${output}`}`);
    this.output = output;
  }
}
