import {
  ConsoleInterfaceRegistry,
  createHostContainer,
  parseDriverInfo,
  type ConsoleConnection,
  type ConsoleInterface,
  type Node,
  type Task,
} from '@ironbridge/base';
import { Deadline, type JsonObject, type JsonValue, type LogMethod, type Logger } from '@ironbridge/common';
import redfishVnc, { type RedfishVncOptions } from '@ironbridge/redfish-vnc';
import { inspect } from 'node:util';
import { FakeBmc } from './fake-bmc.js';

const TIMEOUT_MS = 10_000;

/** A host with one node that has redfish-vnc, and what it keeps of that node. */
export class ConsoleHost {
  public driverInfo: JsonObject;
  public connection: ConsoleConnection | null = null;
  public state: JsonValue | null = null;
  public log = '';
  public readonly warnings: string[] = [];
  readonly #instance: ConsoleInterface;

  private constructor(instance: ConsoleInterface, driverInfo: JsonObject) {
    this.#instance = instance;
    this.driverInfo = driverInfo;
  }

  public static async open(bmc: FakeBmc, driverInfo: JsonObject = {}): Promise<ConsoleHost> {
    const registry = new ConsoleInterfaceRegistry(createHostContainer({}));
    registry.register(redfishVnc);
    await registry.enable(['redfish-vnc']);
    const loaded = registry.find('redfish-vnc');
    if (loaded === undefined) throw new TypeError('redfish-vnc was enabled');
    return new ConsoleHost(loaded.instance, {
      redfish_address: bmc.address,
      redfish_username: FakeBmc.username,
      redfish_password: FakeBmc.password,
      ...driverInfo,
    });
  }

  public validate(): void {
    this.#instance.validate(this.#node, this.#options);
  }

  public async start(): Promise<ConsoleConnection> {
    this.connection = await this.#instance.startConsole(this.#task());
    return this.connection;
  }

  public async stop(): Promise<void> {
    await this.#instance.stopConsole(this.#task());
    this.connection = null;
    this.state = null;
  }

  get #node(): Node {
    const { driverInfo } = this;
    return { uuid: 'n', name: null, driver: 'redfish', driverInfo, consoleInterface: null };
  }

  get #options(): RedfishVncOptions {
    return parseDriverInfo(redfishVnc, this.driverInfo) as RedfishVncOptions;
  }

  #task(): Task {
    const note: LogMethod = (...line: readonly unknown[]) => {
      this.log += inspect(line);
    };
    const log: Logger = { trace: note, debug: note, info: note, warn: note, error: note, child: () => log };
    return {
      node: this.#node,
      options: this.#options,
      connection: this.connection,
      state: this.state,
      saveState: (state) => {
        this.state = state;
        return Promise.resolve();
      },
      signal: AbortSignal.timeout(TIMEOUT_MS),
      deadline: Deadline.after(TIMEOUT_MS),
      log,
      warn: (warning) => {
        this.warnings.push(warning);
      },
      requestId: 'req-1',
    };
  }
}
