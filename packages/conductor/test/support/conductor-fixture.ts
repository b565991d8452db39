import { ConsoleInterfaceRegistry, createHostContainer } from '@ironbridge/base';
import { silentLogger, systemClock, type Clock } from '@ironbridge/common';
import { createKeyring, openStore, type NodeRecord, type Store } from '@ironbridge/store';
import { eventually } from '@ironbridge/testkit';
import { randomBytes, randomUUID } from 'node:crypto';
import { AllowedNetworks, ConductorService } from '../../src/index.js';
import { ScriptedInterface } from './scripted-interface.js';

interface ConductorOptions {
  readonly clock?: Clock;
  readonly startTimeoutMs?: number;
  /** The first is the default of nodes that name none. */
  readonly interfaces?: readonly [ScriptedInterface, ...ScriptedInterface[]];
}

/** A store with one node, and a conductor whose one interface does as a test says. */
export class ConductorFixture {
  public readonly uuid = randomUUID();
  public readonly scripted = new ScriptedInterface();
  public readonly store: Store;
  #service: ConductorService | undefined;

  private constructor(store: Store) {
    this.store = store;
  }

  public static async open(): Promise<ConductorFixture> {
    const fixture = new ConductorFixture(
      await openStore({ connection: 'sqlite://', keys: createKeyring(randomBytes(32)) }),
    );
    await fixture.store.nodes.create({
      uuid: fixture.uuid,
      name: 'n1',
      driver: 'fake-hardware',
      driverInfo: { scripted_address: '127.0.0.1', scripted_password: 'calvin' },
      consoleInterface: null,
      fields: {},
    });
    await fixture.startService();
    return fixture;
  }

  public async startService(options: ConductorOptions = {}): Promise<void> {
    const { clock = systemClock, startTimeoutMs = 5000, interfaces = [this.scripted] } = options;
    const registry = new ConsoleInterfaceRegistry(createHostContainer(), {
      defaultConsoleInterface: interfaces[0].name,
    });
    for (const { manifest } of interfaces) registry.register(manifest);
    await registry.enable(interfaces.map(({ name }) => name));
    this.#service = new ConductorService({
      store: this.store,
      registry,
      networks: new AllowedNetworks({ allowsLoopback: true }),
      hostname: 'conductor-1',
      startTimeoutMs,
      stopTimeoutMs: 2000,
      clock,
      log: silentLogger,
    });
    await this.#service.start();
  }

  public async closeService(): Promise<void> {
    await this.#service?.close();
    this.#service = undefined;
  }

  /** What the store has of the node. */
  public node(): Promise<NodeRecord> {
    return this.store.nodes.get(this.uuid, { includeDeleting: true });
  }

  /** Wishes for the console, or for its end. */
  public async want(isWanted: boolean): Promise<void> {
    await this.store.nodes.setConsoleWanted(this.uuid, isWanted);
  }

  /** Waits until the node is as expected and nobody works on it. */
  public async settled(expected: Partial<NodeRecord>): Promise<void> {
    await eventually(async () => {
      expect(await this.node()).toMatchObject({ ...expected, reservation: null });
    });
  }

  public async enable(): Promise<void> {
    await this.want(true);
    await this.settled({ consoleEnabled: true });
  }

  public async close(): Promise<void> {
    await this.closeService();
    await this.store.close();
  }
}
