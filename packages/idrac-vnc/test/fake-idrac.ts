import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FakeWsman } from './fake-wsman.js';

/** How one fake iDRAC departs from a licensed iDRAC9 with the settings of the factory. */
export interface FakeIdracOptions {
  readonly model?: string;
  readonly firmwareVersion?: string;
  readonly isLicensed?: boolean;
  /**
   * `older`: attributes at `{manager}/Attributes`, as early iDRAC9 firmware has them; `unnamed`: a resource that only its Id
   * tells; `none`: not an iDRAC.
   */
  readonly attributesForm?: 'current' | 'older' | 'unnamed' | 'none';
  /** Refuses passwords with SYS474 inside a 200, and applies the rest. */
  readonly refusesPasswords?: boolean;
  /** Accepts every change and does nothing. */
  readonly ignoresChanges?: boolean;
  readonly vnc?: Readonly<Record<string, string | number>>;
  readonly hasRedfish?: boolean;
  /** Whether it speaks WS-Man, and what its SetAttributes does: set at once, or leave it to a job. */
  readonly wsman?: 'current' | 'pending';
}

interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const MANAGER = '/redfish/v1/Managers/iDRAC.Embedded.1';
const DELL_ATTRIBUTES = `${MANAGER}/Oem/Dell/DellAttributes`;
const SESSIONS = '/redfish/v1/SessionService/Sessions';
const SUCCESS = {
  MessageId: 'Base.1.12.Success',
  Severity: 'OK',
  Message: 'The request completed successfully.',
};
const SYS413 = {
  MessageId: 'IDRAC.2.9.SYS413',
  Severity: 'Informational',
  Message: 'Successfully completed.',
};
const SYS474 = {
  MessageId: 'IDRAC.2.9.SYS474',
  Severity: 'Warning',
  Message:
    'Unable to set the password because the password entered does not comply to the Security Strengthen Policy standards.',
  RelatedProperties: ['#/Password'],
};

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** A stateful stand-in for an iDRAC on loopback: Redfish sessions, Basic authentication, and the VNC server's attributes. */
export class FakeIdrac {
  public static readonly username = 'root';
  public static readonly password = 'calvin-s3cret';

  /** The VNC server, without its password. */
  public readonly vnc: Record<string, string | number>;
  /** The password last set, which no client can read. */
  public vncPassword: string | null = null;
  public readonly requests: string[] = [];
  public readonly sessions = new Set<string>();
  public writes = 0;
  public failedLogins = 0;
  /** This many requests are answered with 503 before anything else happens. */
  public busyFor = 0;
  /** Where GET of the service root is sent instead. */
  public redirectTo: string | undefined;
  /** `@odata.id` of the manager, as the system names it. */
  public managerLink: string = MANAGER;
  /** The WS-Man side, where there is one. */
  public readonly wsman: FakeWsman;
  #lastSession = 0;
  #isHanging = false;
  readonly #options: FakeIdracOptions;
  readonly #server: Server;

  private constructor(options: FakeIdracOptions) {
    this.#options = options;
    this.vnc = {
      Enable: 'Disabled',
      Port: 5901,
      Timeout: 300,
      SSLEncryptionBitLength: 'Disabled',
      LowerEncryptionBitLength: 'Disabled',
      MaxSessions: 2,
      ActiveSessions: 0,
      ...options.vnc,
    };
    this.wsman = new FakeWsman({
      model: options.model ?? '15G Monolithic',
      firmwareVersion: options.firmwareVersion ?? '',
      isPending: options.wsman === 'pending',
      vnc: () => (options.isLicensed === false ? undefined : this.vnc),
      set: (changes) => {
        if (options.refusesPasswords === true && changes['Password'] !== undefined) return false;
        this.writes += 1;
        if (options.ignoresChanges !== true) this.#apply(changes);
        return true;
      },
    });
    this.#server = createServer((request, response) => {
      void this.#serve(request, response);
    });
  }

  public static async listen(options: FakeIdracOptions = {}): Promise<FakeIdrac> {
    const idrac = new FakeIdrac(options);
    idrac.#server.listen(0, '127.0.0.1');
    await once(idrac.#server, 'listening');
    return idrac;
  }

  public get address(): string {
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
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
    if (request.url === '/wsman' && this.wsman.losesReply()) {
      request.socket.destroy();
      return;
    }
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body));
  }

  #answer(request: IncomingMessage, text: string): Answer {
    if (this.busyFor > 0) {
      this.busyFor -= 1;
      return { status: 503, headers: { 'Retry-After': '0' } };
    }
    const { method = '', url = '' } = request;
    if (this.#options.hasRedfish === false && url.startsWith('/redfish/')) return { status: 404 };
    if (method === 'GET' && url === '/redfish/v1/') return this.#root();
    if (method === 'POST' && url === SESSIONS) return this.#logIn(text);
    if (!this.#isKnown(request))
      return { status: 401, body: { error: { code: 'Base.1.12.AccessDenied', message: '' } } };
    if (method === 'POST' && url === '/wsman' && this.#options.wsman !== undefined) {
      return { status: 200, body: this.wsman.answer(text) };
    }
    if (method === 'DELETE' && url.startsWith(`${SESSIONS}/`)) {
      this.sessions.delete(url.slice(SESSIONS.length + 1));
      return { status: 200, body: { '@Message.ExtendedInfo': [SUCCESS] } };
    }
    if (url === this.#attributesPath) {
      if (method === 'GET')
        return { status: 200, body: { Id: 'iDRACAttributes', Attributes: this.#attributes() } };
      if (method === 'PATCH') return this.#change(text);
    }
    const body = method === 'GET' ? this.#resources()[url] : undefined;
    return body === undefined ? { status: 404 } : { status: 200, body };
  }

  #root(): Answer {
    if (this.redirectTo !== undefined) return { status: 302, headers: { Location: this.redirectTo } };
    return {
      status: 200,
      body: {
        Systems: { '@odata.id': '/redfish/v1/Systems' },
        Managers: { '@odata.id': '/redfish/v1/Managers' },
        Links: { Sessions: { '@odata.id': SESSIONS } },
      },
    };
  }

  #logIn(text: string): Answer {
    const { UserName, Password } = JSON.parse(text) as { UserName: string; Password: string };
    if (UserName !== FakeIdrac.username || Password !== FakeIdrac.password) {
      this.failedLogins += 1;
      return { status: 401, body: { error: { code: 'x', message: `Unable to log in with ${Password}` } } };
    }
    this.#lastSession += 1;
    const id = String(this.#lastSession);
    this.sessions.add(id);
    return {
      status: 201,
      body: {},
      headers: { 'X-Auth-Token': `token-${id}`, Location: `${SESSIONS}/${id}` },
    };
  }

  #isKnown({ headers }: IncomingMessage): boolean {
    const token = headers['x-auth-token'];
    if (typeof token === 'string') return this.sessions.has(token.slice('token-'.length));
    if (headers.authorization === undefined) return false;
    const basic = Buffer.from(`${FakeIdrac.username}:${FakeIdrac.password}`).toString('base64');
    if (headers.authorization === `Basic ${basic}`) return true;
    this.failedLogins += 1;
    return false;
  }

  get #attributesPath(): string | undefined {
    const paths = {
      current: `${DELL_ATTRIBUTES}/iDRAC.Embedded.1`,
      older: `${MANAGER}/Attributes`,
      unnamed: `${DELL_ATTRIBUTES}/idrac`,
      none: undefined,
    };
    return paths[this.#options.attributesForm ?? 'current'];
  }

  #resources(): Readonly<Record<string, unknown>> {
    const { model = '15G Monolithic', firmwareVersion = '6.10.30.00' } = this.#options;
    const own = this.#attributesPath;
    const links = [`${DELL_ATTRIBUTES}/System.Embedded.1`, ...(own === undefined ? [] : [own])];
    const dellAttributes = links.map((link) => ({ '@odata.id': link }));
    const hasLinks = own?.startsWith(DELL_ATTRIBUTES) === true;
    return {
      '/redfish/v1/Systems': { Members: [{ '@odata.id': '/redfish/v1/Systems/System.Embedded.1' }] },
      '/redfish/v1/Systems/System.Embedded.1': { Links: { ManagedBy: [{ '@odata.id': this.managerLink }] } },
      [MANAGER]: {
        Model: model,
        FirmwareVersion: firmwareVersion,
        Links: hasLinks ? { Oem: { Dell: { DellAttributes: dellAttributes } } } : {},
      },
      [`${DELL_ATTRIBUTES}/System.Embedded.1`]: { Id: 'SystemAttributes', Attributes: {} },
    };
  }

  #attributes(): Record<string, unknown> {
    const others = { 'VirtualConsole.1.Port': 5900 };
    if (this.#options.isLicensed === false) return others;
    const vnc = Object.entries(this.vnc).map(([name, value]) => [`VNCServer.1.${name}`, value] as const);
    return { ...others, ...Object.fromEntries(vnc), 'VNCServer.1.Password': null };
  }

  #change(text: string): Answer {
    const { Attributes } = JSON.parse(text) as { Attributes: Record<string, string | number> };
    this.writes += 1;
    const infos: object[] = [SUCCESS, SYS413];
    if (this.#options.ignoresChanges === true)
      return { status: 200, body: { '@Message.ExtendedInfo': infos } };
    const changes = Object.fromEntries(
      Object.entries(Attributes).map(([name, value]) => [name.slice('VNCServer.1.'.length), value]),
    );
    if (this.#options.refusesPasswords === true && changes['Password'] !== undefined) {
      delete changes['Password'];
      infos.push(SYS474);
    }
    this.#apply(changes);
    return { status: 200, body: { '@Message.ExtendedInfo': infos } };
  }

  #apply(changes: Readonly<Record<string, string | number>>): void {
    for (const [name, value] of Object.entries(changes)) {
      if (name === 'Password') this.vncPassword = String(value);
      else this.vnc[name] = typeof this.vnc[name] === 'number' ? Number(value) : value;
    }
  }
}
