import { connect, type Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';

import type { Logger } from '@ironbridge/common';

import type { VncBackend } from './vnc-backend.js';
import type { VncHook } from './vnc-hook.js';
import type { VncSettings } from './vnc-settings.js';

export interface RelayBackendOptions {
  /** Where the real VNC server listens. */
  readonly host: string;
  readonly port: number;
  /** Undefined: the real server needs not be told anything. */
  readonly hook: VncHook | undefined;
  readonly log: Logger;
}

const CONNECT_TIMEOUT_MS = 5000;

/** Passes viewers on to a real VNC server, byte for byte; that server does the login. */
export class RelayBackend implements VncBackend {
  readonly #options: RelayBackendOptions;
  readonly #closing = new AbortController();

  public constructor(options: RelayBackendOptions) {
    this.#options = options;
  }

  public async apply(settings: VncSettings): Promise<void> {
    await this.#options.hook?.(settings, this.#closing.signal);
  }

  public serve(viewer: Socket): void {
    const { host, port, log } = this.#options;
    const server = connect({ host, port, noDelay: true });
    const timer = setTimeout(() => server.destroy(), CONNECT_TIMEOUT_MS);
    server.once('connect', () => {
      clearTimeout(timer);
    });
    server.once('close', () => {
      clearTimeout(timer);
    });
    const end = (error?: unknown): void => {
      if (error !== undefined) log.debug({ err: error }, 'The relay to the real VNC server ended');
      viewer.destroy();
      server.destroy();
    };
    pipeline(viewer, server).then(() => {
      end();
    }, end);
    pipeline(server, viewer).then(() => {
      end();
    }, end);
  }

  /** Stops hooks that are still running. */
  public close(): void {
    this.#closing.abort();
  }
}
