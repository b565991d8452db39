import { IronbridgeError } from '@ironbridge/common';

/** No such node. The text is Ironic's. */
export class NodeNotFoundError extends IronbridgeError {
  public readonly code = 'ERR_NODE_NOT_FOUND';
  public readonly kind = 'not-found';

  public constructor(ident: string) {
    super(`Node ${ident} could not be found.`);
  }
}

/** The name or uuid is taken. The texts are Ironic's. */
export class NodeExistsError extends IronbridgeError {
  public readonly code = 'ERR_NODE_EXISTS';
  public readonly kind = 'conflict';

  public constructor(field: 'name' | 'uuid', value: string) {
    super(
      field === 'name'
        ? `A node with name ${value} already exists.`
        : `A node with UUID ${value} already exists.`,
    );
  }
}

/** A conductor is working on the node. The text is Ironic's. */
export class NodeLockedError extends IronbridgeError {
  public readonly code = 'ERR_NODE_LOCKED';
  public readonly kind = 'conflict';

  public constructor(uuid: string, host: string) {
    super(`Node ${uuid} is locked by host ${host}, please retry after the current operation is completed.`);
  }
}

/** Driver or interface would change under a running console. */
export class ConsoleInUseError extends IronbridgeError {
  public readonly code = 'ERR_CONSOLE_IN_USE';
  public readonly kind = 'conflict';

  public constructor(uuid: string, field: string) {
    super(`Cannot change ${field} of node ${uuid} while its console is enabled; disable the console first.`);
  }
}

/** A token opens nothing. `reason` goes to log and audit; a viewer is told the same for all of them. */
export class TokenRejectedError extends IronbridgeError {
  public readonly code = 'ERR_TOKEN_REJECTED';
  public readonly kind = 'unauthenticated';
  public readonly reason: TokenRejection;

  public constructor(reason: TokenRejection) {
    super('This link is no longer valid; ask for a new one');
    this.reason = reason;
  }
}
export type TokenRejection =
  'forged' | 'expired' | 'used' | 'generation' | 'not-enabled' | 'no-such-node' | 'wrong-type';

/** The database does not answer. */
export class StoreUnavailableError extends IronbridgeError {
  public readonly code = 'ERR_STORE_UNAVAILABLE';
  public readonly kind = 'unavailable';
}

/** The connection string, the key file or the database's schema version is not usable; the message names what to change. */
export class StoreConfigurationError extends IronbridgeError {
  public readonly code = 'ERR_STORE_CONFIGURATION';
  public readonly kind = 'invalid-input';
}

/** An encrypted value does not open: its row was changed, moved or damaged by something else than Ironbridge. */
export class SealBrokenError extends IronbridgeError {
  public readonly code = 'ERR_SEAL_BROKEN';
  public readonly kind = 'internal';
  public readonly nodeUuid: string;

  public constructor(place: { table: string; column: string; nodeUuid: string }, options?: ErrorOptions) {
    super(
      `${place.table}.${place.column} of node ${place.nodeUuid} cannot be decrypted: its row was changed outside of ` +
        'Ironbridge; restore the database, or delete and enrol the node again',
      options,
    );
    this.nodeUuid = place.nodeUuid;
  }
}
