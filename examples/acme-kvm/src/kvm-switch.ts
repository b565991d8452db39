import type { HttpClientFactory } from '@ironbridge/base';
import { z } from 'zod';
import { CredentialsError, SwitchAnswerError, SwitchUnavailableError } from './errors.js';

/** What a start changes and a stop puts back. */
export type VncSettings = {
  readonly enabled: boolean;
  /** Minutes after which an idle viewer is thrown out; 0 is never. */
  readonly idle_minutes: number;
};

const VncServerSchema = z.object({
  enabled: z.boolean(),
  idle_minutes: z.int().min(0),
  port: z.int().min(1).max(65535),
  max_viewers: z.int().min(1).max(64),
});

/** The VNC server of a switch, without its password, which cannot be read. */
export type VncServer = z.output<typeof VncServerSchema>;

/** One KVM switch, during one task. */
export class KvmSwitch {
  readonly #client: ReturnType<HttpClientFactory>;
  readonly #address: string;
  readonly #signal: AbortSignal;

  /** @param client of the host, with base URL and login */
  public constructor(client: ReturnType<HttpClientFactory>, address: string, signal: AbortSignal) {
    this.#client = client;
    this.#address = address;
    this.#signal = signal;
  }

  public async read(): Promise<VncServer> {
    const { success, data } = VncServerSchema.safeParse(await this.#send('GET'));
    if (!success) throw new SwitchAnswerError(this.#address, 'unknown settings');
    return data;
  }

  /** Changes settings and password in one request, so that no viewer gets in between with the old password. */
  public async write(settings: VncSettings, password: string): Promise<void> {
    await this.#send('PATCH', { ...settings, password });
  }

  async #send(method: 'GET' | 'PATCH', data?: object): Promise<unknown> {
    const response = await this.#client
      .request<unknown>({ method, url: '/api/vnc', data, signal: this.#signal })
      .catch((error: unknown) => {
        this.#signal.throwIfAborted();
        // Its code and nothing else of it: axios keeps the password in its errors.
        const { code = 'no answer' } = error as { code?: string };
        throw new SwitchUnavailableError(this.#address, code);
      });
    const { status } = response;
    if (status === 401 || status === 403) throw new CredentialsError(this.#address);
    if (status >= 500) throw new SwitchUnavailableError(this.#address, `HTTP ${String(status)}`);
    if (status >= 300) throw new SwitchAnswerError(this.#address, `HTTP ${String(status)}`);
    return response.data;
  }
}
