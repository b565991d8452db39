import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { TLSSocket, type SecureContext } from 'node:tls';

import { systemClock, type Clock, type Logger } from '@ironbridge/common';

import { SimulatorPortError } from '../errors.js';
import type { IdracFaults } from '../faults.js';
import { MAX_VNC_SESSIONS } from '../idrac/idrac-attributes.js';
import type { VncBackend } from './vnc-backend.js';
import { differsForServer, type VncSettings } from './vnc-settings.js';

export interface VncServiceOptions {
  readonly host: string;
  readonly backend: VncBackend;
  /** For SSL from the first byte; undefined: the backend speaks it in its own way. */
  readonly secureContext?: SecureContext | undefined;
  readonly faults: IdracFaults;
  readonly log: Logger;
  readonly clock?: Clock;
  /** Viewers at a time. Default: those of an iDRAC */
  readonly maxSessions?: number;
}

interface Listener {
  readonly server: Server;
  readonly port: number;
}

/** How long a viewer has been quiet. */
interface Activity {
  bytesRead: number;
  sinceMs: number;
}

const IDLE_CHECK_MS = 1000;

/** The door of the VNC server: it follows the attributes, counts viewers, and closes the ones too many or too quiet. */
export class VncService {
  readonly #host: string;
  readonly #backend: VncBackend;
  readonly #secureContext: SecureContext | undefined;
  readonly #faults: IdracFaults;
  readonly #log: Logger;
  readonly #clock: Clock;
  readonly #maxSessions: number;
  readonly #viewers = new Map<Socket, Activity>();
  #settings: VncSettings | undefined;
  #listener: Listener | undefined;
  #idleCheck: NodeJS.Timeout | undefined;

  public constructor(options: VncServiceOptions) {
    const { host, backend, secureContext, faults, log, clock = systemClock } = options;
    this.#maxSessions = options.maxSessions ?? MAX_VNC_SESSIONS;
    this.#host = host;
    this.#backend = backend;
    this.#secureContext = secureContext;
    this.#faults = faults;
    this.#log = log;
    this.#clock = clock;
  }

  /** Viewers connected here, from the moment they are accepted. */
  public get activeSessions(): number {
    return this.#viewers.size;
  }

  /**
   * Puts settings into force; where it throws, the old ones still are. Do not call it again before it has ended.
   * Disabling, and a change of port or encryption, end all sessions; a new password is asked of new ones only.
   *
   * @throws SimulatorPortError, VncHookError, QmpError
   */
  public async apply(settings: VncSettings): Promise<void> {
    const port = settings.isEnabled ? settings.port : undefined;
    const isMoving = port !== this.#listener?.port;
    const opened = isMoving && port !== undefined ? await this.#open(port) : undefined;
    try {
      if (differsForServer(this.#settings, settings)) await this.#backend.apply(settings);
    } catch (error) {
      opened?.server.close();
      throw error;
    }
    const isOtherwiseEncrypted = this.#settings?.isEncrypted !== settings.isEncrypted;
    this.#settings = settings;
    if (!isMoving) {
      if (isOtherwiseEncrypted) this.#endSessions();
      return;
    }
    const closed = this.#endListening();
    this.#listener = opened;
    await closed;
  }

  /** Closes the listener and every session. */
  public async close(): Promise<void> {
    await this.#endListening();
  }

  async #open(port: number): Promise<Listener> {
    const server = createServer({ noDelay: true });
    server.on('connection', (socket) => {
      this.#accept(socket, server);
    });
    server.listen({ host: this.#host, port });
    try {
      await once(server, 'listening');
    } catch (error) {
      throw new SimulatorPortError(this.#host, port, { cause: error });
    }
    server.on('error', (error) => {
      this.#log.warn({ err: error }, 'A viewer could not be accepted');
    });
    return { server, port };
  }

  async #endListening(): Promise<void> {
    const server = this.#listener?.server;
    this.#listener = undefined;
    const closed = server !== undefined && once(server, 'close');
    server?.close();
    this.#endSessions();
    await closed;
  }

  #endSessions(): void {
    for (const viewer of this.#viewers.keys()) viewer.destroy();
  }

  #accept(socket: Socket, server: Server): void {
    socket.on('error', (error) => {
      this.#log.debug({ err: error }, 'The connection of a viewer broke');
    });
    const isFull = this.#faults.slotsTaken || this.#viewers.size >= this.#maxSessions;
    if (this.#settings === undefined || server !== this.#listener?.server || isFull) {
      socket.destroy();
      return;
    }
    const viewer = this.#settings.isEncrypted ? this.#encrypt(socket) : socket;
    this.#viewers.set(viewer, { bytesRead: 0, sinceMs: this.#clock.monotonicMs() });
    this.#idleCheck ??= setInterval(() => {
      this.#closeIdle();
    }, IDLE_CHECK_MS);
    viewer.once('close', () => {
      this.#forget(viewer);
    });
    this.#backend.serve(viewer, this.#settings);
  }

  #encrypt(socket: Socket): Socket {
    if (this.#secureContext === undefined) return socket;
    const viewer = new TLSSocket(socket, { isServer: true, secureContext: this.#secureContext });
    viewer.on('error', (error: Error) => {
      this.#log.debug({ err: error }, 'TLS with a viewer failed');
    });
    return viewer;
  }

  #forget(socket: Socket): void {
    this.#viewers.delete(socket);
    if (this.#viewers.size > 0) return;
    clearInterval(this.#idleCheck);
    this.#idleCheck = undefined;
  }

  #closeIdle(): void {
    const nowMs = this.#clock.monotonicMs();
    for (const [socket, activity] of this.#viewers) {
      if (socket.bytesRead !== activity.bytesRead) {
        activity.bytesRead = socket.bytesRead;
        activity.sinceMs = nowMs;
      } else if (nowMs - activity.sinceMs >= (this.#settings?.idleTimeoutMs ?? 0)) {
        this.#log.info('A viewer was quiet for longer than VNCServer.1.Timeout');
        socket.destroy();
      }
    }
  }
}
