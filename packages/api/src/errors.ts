import { IronbridgeError, type ErrorKind } from '@ironbridge/common';

/** An error whose HTTP status the table of kinds does not give. */
export abstract class HttpStatusError extends IronbridgeError {
  public abstract readonly httpStatus: number;
}

/** A request that a guard turned away before any handler saw it. */
export class RequestRefusedError extends HttpStatusError {
  public readonly code = 'ERR_REQUEST_REFUSED';
  public readonly kind: ErrorKind;
  public readonly httpStatus: number;

  public constructor(httpStatus: 400 | 403 | 431, message: string) {
    super(message);
    this.httpStatus = httpStatus;
    this.kind = httpStatus === 403 ? 'forbidden' : 'invalid-input';
  }
}

/** The version header names a version that is not served. The texts are Ironic's. */
export class VersionNotAcceptableError extends HttpStatusError {
  public readonly code = 'ERR_VERSION_NOT_ACCEPTABLE';
  public readonly kind = 'unsupported';
  public readonly httpStatus = 406;
  /** False where the header could not be read at all: Ironic then leaves out what it supports. */
  public readonly isReadable: boolean;

  public constructor(message: string, isReadable: boolean) {
    super(message);
    this.isReadable = isReadable;
  }
}

/** A field or parameter is newer than the version that was asked for. The text is Ironic's. */
export class NotAcceptableError extends HttpStatusError {
  public readonly code = 'ERR_NOT_ACCEPTABLE';
  public readonly kind = 'unsupported';
  public readonly httpStatus = 406;

  public constructor() {
    super('Request not acceptable.');
  }
}

/** A part of Ironic's API that has nothing to do with consoles. */
export class NotServedError extends HttpStatusError {
  public readonly code = 'ERR_NOT_SERVED';
  public readonly kind = 'unsupported';
  public readonly httpStatus: number;

  public constructor(httpStatus: 400 | 404, what: string) {
    super(`${what} is not supported: Ironbridge manages consoles only.`);
    this.httpStatus = httpStatus;
  }
}

/** No such hardware type on any conductor that is alive. The text is Ironic's. */
export class DriverNotFoundError extends IronbridgeError {
  public readonly code = 'ERR_DRIVER_NOT_FOUND';
  public readonly kind = 'not-found';

  public constructor(driver: string) {
    super(`Could not find the following driver(s) or hardware type(s): ${driver}.`);
  }
}

/** No such conductor. The text is Ironic's. */
export class ConductorNotFoundError extends IronbridgeError {
  public readonly code = 'ERR_CONDUCTOR_NOT_FOUND';
  public readonly kind = 'not-found';

  public constructor(hostname: string) {
    super(`Conductor ${hostname} could not be found.`);
  }
}

/** The node's console is not open. The text is Ironic's. */
export class ConsoleNotEnabledError extends IronbridgeError {
  public readonly code = 'ERR_CONSOLE_NOT_ENABLED';
  public readonly kind = 'conflict';

  public constructor(uuid: string) {
    super(`Console access is not enabled on node ${uuid}`);
  }
}

/** No histories of serial consoles are kept where this api could read them. */
export class HistoryNotKeptError extends IronbridgeError {
  public readonly code = 'ERR_HISTORY_NOT_KEPT';
  public readonly kind = 'not-found';

  public constructor() {
    super('No history of serial consoles is kept here; see [serial_console] history_directory');
  }
}

/** The API could not take its address; the message names the address and the cause. */
export class ListenError extends IronbridgeError {
  public readonly code = 'ERR_API_LISTEN';
  public readonly kind = 'unavailable';
}
