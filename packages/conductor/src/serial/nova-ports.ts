import type { Node } from '@ironbridge/base';
import { createServer, type Server, type Socket } from 'node:net';
import type { PortRange } from './port-range.js';
import { PortMissingError, PortsTakenError } from './serial-errors.js';

export interface NovaPortsOptions {
  /** `[console] socat_address`: where the ports are, and what Nova is told. */
  readonly address: string;
  /** `[console] port_range`: ports for nodes whose driver_info names none, the lowest free first. */
  readonly ranges: readonly PortRange[];
}

/** A raw TCP port of one node. */
export interface NovaPort {
  readonly port: number;
  /** What Nova is told. */
  readonly url: string;
  close(): Promise<void>;
}

/** Opens a port for each node, on which Nova's serial proxy finds the bytes of the line and nothing else. */
export class NovaPorts {
  readonly #address: string;
  readonly #ranges: readonly PortRange[];

  public constructor({ address, ranges }: NovaPortsOptions) {
    this.#address = address;
    this.#ranges = ranges;
  }

  /**
   * Opens the node's port: the one of its driver_info, or else the one that it had, where it is free and still in a range, or
   * else the lowest that is free. One client is let in at a time.
   *
   * @throws PortMissingError, PortsTakenError
   */
  public async open(
    node: Node,
    urlBefore: string | null,
    onClient: (socket: Socket) => void,
  ): Promise<NovaPort> {
    const named = node.driverInfo['ipmi_terminal_port'];
    const hasNamed = named !== undefined && named !== null;
    if (!hasNamed && this.#ranges.length === 0) throw new PortMissingError();
    const candidates = hasNamed ? [Number(named)] : this.#candidates(urlBefore);
    for (const port of candidates) {
      const server = await this.#listen(port, onClient);
      if (server !== undefined) return this.#portOf(server, port);
    }
    throw new PortsTakenError(this.#address, hasNamed ? Number(named) : undefined);
  }

  *#candidates(urlBefore: string | null): Generator<number> {
    const before = Number(/:(\d+)$/.exec(urlBefore ?? '')?.[1] ?? -1);
    if (this.#ranges.some(({ start, end }) => before >= start && before < end)) yield before;
    for (const { start, end } of this.#ranges) for (let port = start; port < end; port++) yield port;
  }

  async #listen(port: number, onClient: (socket: Socket) => void): Promise<Server | undefined> {
    const server = createServer(onClient);
    server.maxConnections = 1;
    return new Promise((resolve) => {
      server.once('error', () => {
        resolve(undefined);
      });
      server.listen({ host: this.#address, port }, () => {
        resolve(server);
      });
    });
  }

  #portOf(server: Server, port: number): NovaPort {
    const host = this.#address.includes(':') ? `[${this.#address}]` : this.#address;
    return {
      port,
      url: `tcp://${host}:${port}`,
      close: () =>
        new Promise((resolve) => {
          server.close(() => {
            resolve();
          });
        }),
    };
  }
}
