import { IronbridgeError, type ErrorKind } from '@ironbridge/common';

/** A driver's error of any kind. */
export class BmcError extends IronbridgeError {
  public readonly code = 'ERR_TEST_BMC';
  public readonly kind: ErrorKind;

  public constructor(kind: ErrorKind, message: string) {
    super(message);
    this.kind = kind;
  }
}
