import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };
type Page = Record<string, Json>;

/** Pages of a BMC by path, the root and the sessions aside. */
export type Pages = Readonly<Record<string, Page>>;

interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const SESSIONS = '/redfish/v1/SessionService/Sessions';
const SYSTEM = '/redfish/v1/Systems/1';
export const MANAGER = '/redfish/v1/Managers/1';
export const NETWORK_PROTOCOL = `${MANAGER}/NetworkProtocol`;

const REFUSAL = {
  MessageId: 'Base.1.12.PropertyValueError',
  Severity: 'Warning',
  Message: 'The password does not comply with the policy.',
};

/** A stand-in for a BMC on loopback: Redfish sessions, Basic authentication, and pages that can be changed. */
export class FakeBmc {
  public static readonly username = 'admin';
  public static readonly password = 'bmc-s3cret';

  public readonly pages: Record<string, Page>;
  /** The VNC password last set, which no client can read. */
  public vncPassword: string | null = null;
  public readonly requests: string[] = [];
  public readonly sessions = new Set<string>();
  public writes = 0;
  public failedLogins = 0;
  /** Refuses passwords inside a 200, and applies the rest. */
  public refusesPasswords = false;
  /** Accepts every change and does nothing. */
  public ignoresChanges = false;
  #lastSession = 0;
  #isHanging = false;
  readonly #server: Server;

  private constructor(pages: Pages) {
    this.pages = structuredClone({
      '/redfish/v1/Systems': { Members: [{ '@odata.id': SYSTEM }] },
      [SYSTEM]: { Links: { ManagedBy: [{ '@odata.id': MANAGER }] } },
      [MANAGER]: { Id: '1', NetworkProtocol: { '@odata.id': NETWORK_PROTOCOL } },
      ...pages,
    });
    this.#server = createServer((request, response) => {
      void this.#serve(request, response);
    });
  }

  public static async listen(pages: Pages): Promise<FakeBmc> {
    const bmc = new FakeBmc(pages);
    bmc.#server.listen(0, '127.0.0.1');
    await once(bmc.#server, 'listening');
    return bmc;
  }

  public get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  public get address(): string {
    return `http://127.0.0.1:${String(this.port)}`;
  }

  /** Merges `change` into a page, as a PATCH would. */
  public change(path: string, change: unknown): void {
    this.pages[path] = merge(this.pages[path] ?? {}, change) as Page;
  }

  /** Lets requests wait without an answer; the returned function drops them and answers again. */
  public hang(): () => void {
    this.#isHanging = true;
    return () => {
      this.#isHanging = false;
      this.#server.closeAllConnections();
    };
  }

  public async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.requests.push(`${String(request.method)} ${String(request.url)}`);
    if (this.#isHanging) return;
    const text = await textOf(request).catch(() => '');
    const { status, body, headers } = this.#answer(request, text);
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
    response.end(body === undefined ? '' : JSON.stringify(body));
  }

  #answer(request: IncomingMessage, text: string): Answer {
    const { method = '', url = '' } = request;
    if (method === 'GET' && url === '/redfish/v1/') {
      const links = { Systems: { '@odata.id': '/redfish/v1/Systems' } };
      return { status: 200, body: { ...links, Links: { Sessions: { '@odata.id': SESSIONS } } } };
    }
    if (method === 'POST' && url === SESSIONS) return this.#logIn(text);
    if (!this.#isKnown(request)) return { status: 401 };
    if (method === 'DELETE' && url.startsWith(`${SESSIONS}/`)) {
      this.sessions.delete(url.slice(SESSIONS.length + 1));
      return { status: 204 };
    }
    const page = this.pages[url];
    if (page === undefined) return { status: 404 };
    return method === 'PATCH' ? this.#patch(url, text) : { status: 200, body: page };
  }

  #patch(url: string, text: string): Answer {
    this.writes += 1;
    if (this.ignoresChanges) return { status: 200, body: {} };
    const infos: object[] = [];
    const isPassword = (name: string): boolean => name.endsWith('Password');
    const change: unknown = JSON.parse(text, (name, value: unknown) => {
      if (!isPassword(name)) return value;
      if (this.refusesPasswords) infos.push(REFUSAL);
      else this.vncPassword = String(value);
      return null;
    });
    this.change(url, change);
    return { status: 200, body: { '@Message.ExtendedInfo': infos } };
  }

  #logIn(text: string): Answer {
    const { UserName, Password } = JSON.parse(text) as { UserName: string; Password: string };
    if (UserName !== FakeBmc.username || Password !== FakeBmc.password) {
      this.failedLogins += 1;
      return { status: 401 };
    }
    this.#lastSession += 1;
    const id = String(this.#lastSession);
    this.sessions.add(id);
    const headers = { 'X-Auth-Token': `token-${id}`, Location: `${SESSIONS}/${id}` };
    return { status: 201, body: {}, headers };
  }

  #isKnown({ headers }: IncomingMessage): boolean {
    const token = headers['x-auth-token'];
    if (typeof token === 'string') return this.sessions.has(token.slice('token-'.length));
    if (headers.authorization === undefined) return false;
    const basic = Buffer.from(`${FakeBmc.username}:${FakeBmc.password}`).toString('base64');
    if (headers.authorization === `Basic ${basic}`) return true;
    this.failedLogins += 1;
    return false;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function merge(old: unknown, change: unknown): unknown {
  if (!isObject(old) || !isObject(change)) return change;
  const changed = Object.entries(change).map(([name, value]) => [name, merge(old[name], value)] as const);
  return { ...old, ...Object.fromEntries(changed) };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
