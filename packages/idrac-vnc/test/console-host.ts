import {
  ConsoleInterfaceRegistry,
  createHostContainer,
  parseDriverInfo,
  type ConsoleConnection,
  type ConsoleInterface,
  type HostOffers,
  type Node,
} from '@ironbridge/base';
import { Deadline, type JsonObject, type JsonValue, type LogMethod, type Logger } from '@ironbridge/common';
import idracVnc from '@ironbridge/idrac-vnc';
import { inspect } from 'node:util';
import { FakeIdrac } from './fake-idrac.js';

/** One node and what a host keeps of it. */
export class ConsoleHost {
  public driverInfo: JsonObject;
  public connection: ConsoleConnection | null = null;
  public state: JsonValue | null = null;
  public readonly logLines: string[] = [];
  /** Runs when a state has been saved. */
  public onSave: () => void = () => undefined;
  readonly #instance: ConsoleInterface;

  private constructor(instance: ConsoleInterface, driverInfo: JsonObject) {
    this.#instance = instance;
    this.driverInfo = driverInfo;
  }

  public static async open(
    address: string,
    driverInfo: JsonObject = {},
    offers: HostOffers = {},
  ): Promise<ConsoleHost> {
    const registry = new ConsoleInterfaceRegistry(createHostContainer(offers));
    registry.register(idracVnc);
    await registry.enable(['idrac-vnc']);
    const loaded = registry.find('idrac-vnc');
    if (loaded === undefined) throw new TypeError('idrac-vnc was enabled');
    return new ConsoleHost(loaded.instance, {
      redfish_address: address,
      redfish_username: FakeIdrac.username,
      redfish_password: FakeIdrac.password,
      ...driverInfo,
    });
  }

  public validate(): void {
    this.#instance.validate(this.#node, parseDriverInfo(idracVnc, this.driverInfo));
  }

  public async start(timeoutMs = 10_000): Promise<ConsoleConnection> {
    this.connection = await this.#instance.startConsole(this.#task(timeoutMs));
    return this.connection;
  }

  /** Returns the error of a start, after checking that it shows no secret. */
  public async startError(timeoutMs?: number): Promise<unknown> {
    try {
      await this.start(timeoutMs);
    } catch (error) {
      if (inspect(error, { depth: Infinity, showHidden: true }).includes(FakeIdrac.password)) {
        throw new TypeError('The error shows the password', { cause: error });
      }
      return error;
    }
    return undefined;
  }

  public async stop(): Promise<void> {
    await this.#instance.stopConsole(this.#task(10_000));
  }

  get #node(): Node {
    return {
      uuid: 'n',
      name: null,
      driver: 'idrac',
      driverInfo: this.driverInfo,
      consoleInterface: 'idrac-vnc',
    };
  }

  #task(timeoutMs: number): Parameters<ConsoleInterface['startConsole']>[0] {
    const log: LogMethod = (...line: readonly unknown[]) => {
      this.logLines.push(inspect(line));
    };
    const logger: Logger = { trace: log, debug: log, info: log, warn: log, error: log, child: () => logger };
    return {
      node: this.#node,
      options: parseDriverInfo(idracVnc, this.driverInfo),
      connection: this.connection,
      state: this.state,
      saveState: (state) => {
        this.state = state;
        this.onSave();
        return Promise.resolve();
      },
      signal: AbortSignal.timeout(timeoutMs),
      deadline: Deadline.after(timeoutMs),
      log: logger,
      warn: (warning) => {
        this.logLines.push(warning);
      },
      requestId: 'req-1',
    };
  }
}
