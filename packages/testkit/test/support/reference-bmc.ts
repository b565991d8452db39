import type { HttpClientFactory } from '@ironbridge/base';
import { createHostContainer, HTTP_CLIENT_FACTORY } from '@ironbridge/base';
import { until, type ConformanceBmc } from '@ironbridge/testkit';
import { randomBytes } from 'node:crypto';

export type ReferenceSettings = {
  readonly enabled: boolean;
  readonly timeoutSeconds: number;
};

const HANG_LIMIT_MS = 5000;

interface Answer {
  readonly status: number;
  readonly data: unknown;
}

/** The smallest BMC that has everything the contract speaks of: two settings, a password, a login. */
export class ReferenceBmc implements ConformanceBmc {
  public readonly address: string;
  readonly #login = randomBytes(9).toString('hex');
  #settings: ReferenceSettings = { enabled: false, timeoutSeconds: 300 };
  #consolePassword = randomBytes(6).toString('hex');
  #writes = 0;
  #failedLogins = 0;
  #isHanging = false;

  public constructor(address: string) {
    this.address = address;
  }

  public get driverInfo(): Record<string, string> {
    return { reference_address: this.address, reference_password: this.#login };
  }

  public get wrongCredentials(): Record<string, string> {
    return { ...this.driverInfo, reference_password: `wrong-${this.#login.slice(2)}` };
  }

  public get isHanging(): boolean {
    return this.#isHanging;
  }

  public secrets(): readonly string[] {
    return [this.#login, this.#consolePassword];
  }

  public settings(): ReferenceSettings {
    return this.#settings;
  }

  public writes(): number {
    return this.#writes;
  }

  public failedLogins(): number {
    return this.#failedLogins;
  }

  public hang(): () => void {
    this.#isHanging = true;
    return () => {
      this.#isHanging = false;
    };
  }

  public disturb(): void {
    this.#settings = { ...this.#settings, enabled: false };
  }

  public close(): Promise<void> {
    return Promise.resolve();
  }

  /** `GET /settings`, `PATCH /settings`, `PUT /password`. */
  public answer(method: string, path: string, password: string | undefined, body: unknown): Answer {
    if (password !== this.#login) {
      this.#failedLogins += 1;
      return { status: 401, data: null };
    }
    if (method === 'get') return { status: 200, data: this.#settings };
    this.#writes += 1;
    if (path === '/password') this.#consolePassword = String(body);
    else this.#settings = { ...this.#settings, ...(body as Partial<ReferenceSettings>) };
    return { status: 204, data: null };
  }
}

/** A BMC that comes back answers what it was asked. */
async function waitWhileHanging(
  bmc: ReferenceBmc,
  signal: { readonly aborted: boolean } | undefined,
): Promise<void> {
  const isOver = (): boolean => !bmc.isHanging || signal?.aborted === true;
  await until(isOver, HANG_LIMIT_MS);
  if (signal?.aborted === true) throw new DOMException('The request was aborted', 'AbortError');
}

/** BMCs that are reached through an HTTP client without a network. */
export class ReferenceRack {
  readonly #bmcs = new Map<string, ReferenceBmc>();

  public readonly httpClientFactory: HttpClientFactory = (defaults) => {
    const client = createHostContainer().get(HTTP_CLIENT_FACTORY)(defaults);
    client.defaults.adapter = async (config) => {
      const bmc = this.#bmcs.get(new URL(config.baseURL ?? '').hostname);
      const { method = 'get', url = '', auth, signal } = config;
      if (bmc?.isHanging === true) await waitWhileHanging(bmc, signal);
      const body: unknown = typeof config.data === 'string' ? JSON.parse(config.data) : undefined;
      const answer = bmc?.answer(method, url, auth?.password, body) ?? { status: 503, data: null };
      return { ...answer, statusText: '', headers: {}, config };
    };
    return client;
  };

  public createBmc(): ReferenceBmc {
    const bmc = new ReferenceBmc(`bmc-${String(this.#bmcs.size + 1)}.test`);
    this.#bmcs.set(bmc.address, bmc);
    return bmc;
  }
}
