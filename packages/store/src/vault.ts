import { parseConnection, serializeConnection, type ConsoleConnection } from '@ironbridge/base';
import type { JsonObject, JsonValue } from '@ironbridge/common';
import type { Keyring } from './keyring.js';
import { openSealedJson, sealJson, type SealedPlace } from './sealed-json.js';

type Table = SealedPlace['table'];
type ConnectionColumn = Extract<SealedPlace['column'], 'connection' | 'published'>;

/** Which column is encrypted with which key. */
export class Vault {
  readonly #keys: Keyring;

  public constructor(keys: Keyring) {
    this.#keys = keys;
  }

  public sealDriverInfo(table: Table, nodeUuid: string, driverInfo: JsonObject): Buffer {
    return sealJson(driverInfo, this.#keys.driverInfo, { table, column: 'driver_info', nodeUuid });
  }

  public openDriverInfo(table: Table, nodeUuid: string, sealed: ArrayBuffer): JsonObject {
    const place: SealedPlace = { table, column: 'driver_info', nodeUuid };
    // Authenticated, so it is what sealDriverInfo was given.
    return openSealedJson(Buffer.from(sealed), this.#keys.driverInfo, place) as JsonObject;
  }

  public sealState(nodeUuid: string, state: JsonValue): Buffer {
    return sealJson(state, this.#keys.connections, { table: 'consoles', column: 'state', nodeUuid });
  }

  public openState(nodeUuid: string, sealed: ArrayBuffer): JsonValue {
    return openSealedJson(Buffer.from(sealed), this.#keys.connections, {
      table: 'consoles',
      column: 'state',
      nodeUuid,
    });
  }

  /** @throws InvalidConnectionError where a driver returned something else than a connection */
  public sealConnection(
    nodeUuid: string,
    connection: ConsoleConnection,
    column: ConnectionColumn = 'connection',
  ): Buffer {
    const place: SealedPlace = { table: 'consoles', column, nodeUuid };
    return sealJson(serializeConnection(connection), this.#keys.connections, place);
  }

  public openConnection(
    nodeUuid: string,
    sealed: ArrayBuffer,
    column: ConnectionColumn = 'connection',
  ): ConsoleConnection {
    const place: SealedPlace = { table: 'consoles', column, nodeUuid };
    return parseConnection(openSealedJson(Buffer.from(sealed), this.#keys.connections, place));
  }
}
