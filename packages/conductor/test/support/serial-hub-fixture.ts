import type { ConsoleConnection } from '@ironbridge/base';
import { silentLogger, type JsonObject } from '@ironbridge/common';
import type { ConsolePublication } from '@ironbridge/store';
import { randomUUID } from 'node:crypto';
import { SerialHub, type SerialHubOptions } from '../../src/serial/serial-hub.js';
import { HubClient, type HubClientOptions } from './hub-client.js';
import { ScriptedLine } from './scripted-line.js';

export interface Loss {
  readonly nodeUuid: string;
  readonly reason: string;
  readonly inARow: number;
}

/** A hub with lines and clients that end with it. */
export class SerialHubFixture {
  public readonly hub: SerialHub;
  public readonly losses: Loss[] = [];
  readonly #lines: ScriptedLine[] = [];
  readonly #clients: HubClient[] = [];

  private constructor(options: Partial<SerialHubOptions>) {
    this.hub = new SerialHub(
      { listen: { host: '127.0.0.1', port: 0 }, ...options },
      {
        log: silentLogger,
        onLost: (nodeUuid, reason, inARow) => this.losses.push({ nodeUuid, reason, inARow }),
      },
    );
  }

  public static async open(options: Partial<SerialHubOptions> = {}): Promise<SerialHubFixture> {
    const fixture = new SerialHubFixture(options);
    await fixture.hub.start();
    return fixture;
  }

  public async openLine(): Promise<ScriptedLine> {
    const line = await ScriptedLine.open();
    this.#lines.push(line);
    return line;
  }

  public async publish(
    line: ScriptedLine,
    {
      nodeUuid = randomUUID(),
      before = null,
      driverInfo = {},
    }: { nodeUuid?: string; before?: ConsolePublication | null; driverInfo?: JsonObject } = {},
  ): Promise<ConsolePublication> {
    const node = { uuid: nodeUuid, name: null, driver: 'ipmi', driverInfo, consoleInterface: null };
    const { publication } = await this.hub.publish(
      { node, interfaceName: 'scripted', connection: line.connection, address: null, before },
      new AbortController().signal,
    );
    return publication;
  }

  /** A client that was welcomed. */
  public async view(published: ConsoleConnection, options?: HubClientOptions): Promise<HubClient> {
    return this.dial(published, options).whenWelcome();
  }

  public dial(published: ConsoleConnection, options?: HubClientOptions): HubClient {
    const client = HubClient.dial(published, options);
    this.#clients.push(client);
    return client;
  }

  public async close(): Promise<void> {
    for (const client of this.#clients) client.close();
    await this.hub.close();
    await Promise.all(this.#lines.map((line) => line.close()));
  }
}
