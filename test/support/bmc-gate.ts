import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * - `arrives`: the BMC never hears of the request
 * - `has been done`: the BMC did it, and nobody hears of that
 */
export type Moment = 'arrives' | 'has been done';

interface Hold {
  /** Counted from when the hold was asked for, 1 being the first. */
  readonly number: number;
  readonly moment: Moment;
  readonly reached: () => void;
}

/** Headers of one connection, which are not the next one's. */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'transfer-encoding']);

const opened: BmcGate[] = [];

/** Stands in front of a BMC's Redfish and lets a test stop the world at a request. */
export class BmcGate {
  /** Method and path of each request that came. */
  public readonly requests: string[] = [];
  /** Keys of Redfish sessions that the BMC has given out. */
  public readonly sessionKeys = new Set<string>();
  readonly #target: string;
  readonly #server: Server;
  #hold: Hold | undefined;
  #seen = 0;

  private constructor(target: string) {
    this.#target = target;
    this.#server = createServer((incoming, response) => {
      this.#serve(incoming, response).catch(() => response.destroy());
    });
  }

  /** Opens a gate that ends with the test file. */
  public static async open(target: string): Promise<BmcGate> {
    const gate = new BmcGate(target);
    gate.#server.listen(0, '127.0.0.1');
    await once(gate.#server, 'listening');
    opened.push(gate);
    return gate;
  }

  public get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Resolves when the request with this number, counted from now, is held. It gets no answer any more. */
  public async holding(number: number, moment: Moment): Promise<void> {
    this.#seen = 0;
    return new Promise((reached) => {
      this.#hold = { number, moment, reached };
    });
  }

  public async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = incoming;
    this.requests.push(`${method} ${url}`);
    this.#seen += 1;
    const hold = this.#hold?.number === this.#seen ? this.#hold : undefined;
    if (hold?.moment === 'arrives') {
      hold.reached();
      return;
    }
    const body = await bytesOf(incoming);
    const outgoing = request(new URL(url, this.#target), { method, headers, agent: false });
    outgoing.end(body);
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
    const content = await bytesOf(answer);
    const key = answer.headers['x-auth-token'];
    if (typeof key === 'string') this.sessionKeys.add(key);
    if (hold !== undefined) {
      hold.reached();
      return;
    }
    for (const [name, value = ''] of Object.entries(answer.headers)) {
      if (!HOP_BY_HOP.has(name)) response.setHeader(name, value);
    }
    response.writeHead(answer.statusCode ?? 502).end(content);
  }
}

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

afterAll(async () => {
  await Promise.all(opened.map((gate) => gate.close()));
});
