import type { ConsoleConnection } from '@ironbridge/base';
import { type Secret } from '@ironbridge/common';
import { encodeHubFrame, HubFrameDecoder, type HubStatus } from '@ironbridge/serial';
import { eventually } from '@ironbridge/testkit';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

export interface HubClientOptions {
  readonly mode?: 'read-write' | 'read-only';
  readonly user?: string;
  readonly secret?: Secret;
}

/** A client of a hub, as a proxy is one. */
export class HubClient {
  public readonly socket: Socket;
  public welcome: { readonly writable: boolean } | undefined;
  public refused: string | undefined;
  public readonly statuses: HubStatus[] = [];
  public isClosed = false;
  #text = Buffer.alloc(0);
  #byteCount = 0;

  private constructor(socket: Socket) {
    this.socket = socket;
    const decoder = new HubFrameDecoder('hub');
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.isClosed = true;
    });
    socket.on('data', (chunk: Buffer) => {
      for (const frame of decoder.push(chunk)) {
        if (frame.type === 'welcome') this.welcome = frame.welcome;
        else if (frame.type === 'refused') this.refused = frame.refusal.reason;
        else if (frame.type === 'status') this.statuses.push(frame.status);
        else {
          this.#byteCount += frame.bytes.length;
          this.#text = Buffer.concat([this.#text, frame.bytes]).subarray(-256 * 1024);
        }
      }
    });
  }

  /** Connects to a published connection and says hello. */
  public static dial(published: ConsoleConnection, options: HubClientOptions = {}): HubClient {
    if (published.type !== 'serial' || published.transport.kind !== 'hub') throw new Error('not a hub');
    const { host, port, secret, certificate } = published.transport;
    const socket =
      certificate === null
        ? connectTcp({ host, port })
        : connectTls({ host, port, ca: certificate, checkServerIdentity: () => undefined });
    const client = new HubClient(socket);
    const hello = {
      version: 1 as const,
      secret: options.secret ?? secret,
      mode: options.mode ?? ('read-write' as const),
      user: options.user ?? 'ada',
    };
    socket.write(encodeHubFrame({ type: 'hello', hello }));
    return client;
  }

  /** The end of what the line said. */
  public get text(): string {
    return this.#text.toString('latin1');
  }

  public get byteCount(): number {
    return this.#byteCount;
  }

  public get status(): HubStatus | undefined {
    return this.statuses.at(-1);
  }

  public type(text: string): void {
    this.socket.write(encodeHubFrame({ type: 'data', bytes: Buffer.from(text, 'latin1') }));
  }

  public break(): void {
    this.socket.write(encodeHubFrame({ type: 'break' }));
  }

  public async whenWelcome(): Promise<this> {
    await eventually(() => {
      expect(this.status).toBeDefined();
    });
    return this;
  }

  public async whenSeen(text: string): Promise<void> {
    await eventually(() => {
      expect(this.text).toContain(text);
    });
  }

  public async whenStatus(status: Partial<HubStatus>): Promise<void> {
    await eventually(() => {
      expect(this.status).toMatchObject(status);
    });
  }

  public async whenClosed(): Promise<void> {
    await eventually(() => {
      expect(this.isClosed).toBe(true);
    });
  }

  public close(): void {
    this.socket.destroy();
  }
}
