import {
  parseConnection,
  parseDriverInfo,
  serializeConnection,
  type ConsoleConnection,
  type ConsoleInterfaceManifest,
  type Node,
} from '@ironbridge/base';
import type { JsonObject, JsonValue } from '@ironbridge/common';
import { randomUUID } from 'node:crypto';
import type { ConformanceBmc } from './harness.js';

/** What a host's database knows of one node. It holds text, so nothing lives on in it that JSON would lose. */
export class NodeRecord {
  public readonly bmc: ConformanceBmc;
  public readonly node: Node;
  public readonly options: unknown;
  /** How often a state was saved. */
  public saves = 0;
  /** Runs before save number `n` (1 is the first) becomes durable. */
  public beforeSave: (n: number) => Promise<void> = () => Promise.resolve();
  /** Runs after save number `n` became durable. */
  public afterSave: (n: number) => Promise<void> = () => Promise.resolve();
  #connection: string | null = null;
  #state: string | null = null;

  public constructor(
    bmc: ConformanceBmc,
    manifest: ConsoleInterfaceManifest,
    driver: string,
    driverInfo: JsonObject,
  ) {
    this.bmc = bmc;
    this.node = {
      uuid: randomUUID(),
      name: null,
      driver,
      driverInfo: JSON.parse(JSON.stringify(driverInfo)) as JsonObject,
      consoleInterface: manifest.name,
    };
    this.options = parseDriverInfo(manifest, this.node.driverInfo);
  }

  /** The BMC's settings as they are now. */
  public settings(): unknown {
    return JSON.parse(JSON.stringify(this.bmc.settings()));
  }

  public get connection(): ConsoleConnection | null {
    return this.#connection === null ? null : parseConnection(JSON.parse(this.#connection) as JsonValue);
  }

  public get state(): JsonValue | null {
    return this.#state === null ? null : (JSON.parse(this.#state) as JsonValue);
  }

  public storeConnection(connection: ConsoleConnection): void {
    this.#connection = JSON.stringify(serializeConnection(connection));
  }

  public async storeState(state: JsonValue): Promise<void> {
    const number = this.saves + 1;
    // What the driver does to its object afterwards must not reach the record.
    const text = JSON.stringify(state);
    await this.beforeSave(number);
    this.#state = text;
    this.saves = number;
    await this.afterSave(number);
  }

  /** What a host does after a stop. */
  public clear(): void {
    this.#connection = null;
    this.#state = null;
  }
}
