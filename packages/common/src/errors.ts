import { ERROR_KINDS, type ErrorKind } from './error-kinds.js';

export type ErrorCode = `ERR_${string}`;

const BRAND = Symbol.for('@ironbridge/common/IronbridgeError');

/**
 * Base of every error that Ironbridge throws on purpose.
 *
 * `message` is prose for a person and holds no secret; `code` is stable and belongs to the API; `kind` decides retry,
 * HTTP status and close code; other facts are typed fields of the subclass. Recognise one with {@link isIronbridgeError},
 * which also works across two installed copies of this package.
 */
export abstract class IronbridgeError extends Error {
  public abstract readonly code: ErrorCode;
  public abstract readonly kind: ErrorKind;
  public readonly [BRAND] = true;

  public constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }

  /** True where the same call may succeed later without anybody changing anything. */
  public get transient(): boolean {
    return ERROR_KINDS[this.kind].transient;
  }
}

/** Narrows to {@link IronbridgeError}, whichever copy of this package made it. */
export function isIronbridgeError(value: unknown): value is IronbridgeError {
  return typeof value === 'object' && value !== null && BRAND in value;
}

/** The kind of any thrown value; what is not ours is a defect. */
export function kindOf(value: unknown): ErrorKind {
  return isIronbridgeError(value) ? value.kind : 'internal';
}

/** An invariant of our own code was violated. */
export class InternalError extends IronbridgeError {
  public readonly code = 'ERR_INTERNAL';
  public readonly kind = 'internal';
}

/** What the caller gave is wrong; the message names the key or argument to change. */
export class InvalidInputError extends IronbridgeError {
  public readonly code = 'ERR_INVALID_INPUT';
  public readonly kind = 'invalid-input';
}

/** A deadline passed before the work was done. */
export class TimeoutError extends IronbridgeError {
  public readonly code = 'ERR_TIMEOUT';
  public readonly kind = 'timeout';
}

/** The work was given up because somebody no longer wants it. */
export class CancelledError extends IronbridgeError {
  public readonly code = 'ERR_CANCELLED';
  public readonly kind = 'cancelled';
}
