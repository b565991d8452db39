import { isSameConnection, type SerialConnection } from '@ironbridge/base';
import { Secret, systemClock, type Clock, type Logger } from '@ironbridge/common';
import { encodeHubFrame } from '@ironbridge/serial';
import type { ConsolePublication } from '@ironbridge/store';
import { createHash, randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Registry } from 'prom-client';
import type { ConsoleHistories } from '../history/console-histories.js';
import type { ConsolePublisher, PublishedConsole, StartedConsole } from '../console-publisher.js';
import { HubListener, refuseCaller, type HubCaller, type HubIdentity } from './hub-listener.js';
import { LineViewer } from './line-viewer.js';
import { NovaPorts, type NovaPort, type NovaPortsOptions } from './nova-ports.js';
import { SerialLineError } from './serial-errors.js';
import { SerialLine } from './serial-line.js';
import { SerialMetrics } from './serial-metrics.js';
import { SharedLine } from './shared-line.js';
import { hubWire, RAW_WIRE } from './viewer-wire.js';

export interface SerialHubOptions {
  /** `[serial_console] listen`: an address that proxies can dial, not a wildcard. Port 0 takes a free one. */
  readonly listen: { readonly host: string; readonly port: number };
  /** What to speak TLS with; needed wherever `listen` is not loopback. */
  readonly identity?: HubIdentity;
  /** `[console] terminal_timeout`, milliseconds; 0, and unless given, never. */
  readonly idleTimeoutMs?: number;
  /** A driver's program has so long to greet, milliseconds; 20 000 unless given. */
  readonly greetingTimeoutMs?: number;
  /** Viewers of one line; 32 unless given. */
  readonly maxViewers?: number;
  /** What keeps the output of lines; nothing does unless given. */
  readonly histories?: ConsoleHistories;
  /** Raw ports for Nova; none unless given. */
  readonly nova?: NovaPortsOptions;
}

/** What a hub needs of its conductor. */
export interface SerialHubContext {
  readonly log: Logger;
  readonly clock?: Clock;
  readonly metrics?: Registry;
  /** A line ended by itself. `inARow` counts losses that followed each other without a time of peace. */
  readonly onLost: (nodeUuid: string, reason: string, inARow: number) => void;
}

/** One console that is published, or was and shall be again. */
interface Entry {
  readonly line: SharedLine;
  secret: Secret;
  nova: NovaPort | undefined;
  upSinceMs: number;
  lossesInARow: number;
}

/** A line that lived so long was no flapping one. */
const PEACE_MS = 60_000;

const hashOf = (secret: Secret): string => createHash('sha256').update(secret.reveal()).digest('hex');

function secretOf(publication: ConsolePublication | null): Secret | undefined {
  const connection = publication?.connection;
  return connection?.type === 'serial' && connection.transport.kind === 'hub'
    ? connection.transport.secret
    : undefined;
}

/** Shares each serial line, which a BMC has one of, among all who want to see it: it is the only client of a driver's program. */
export class SerialHub implements ConsolePublisher {
  readonly #options: SerialHubOptions;
  readonly #context: SerialHubContext;
  readonly #clock: Clock;
  readonly #metrics: SerialMetrics;
  readonly #listener: HubListener;
  readonly #novaPorts: NovaPorts | undefined;
  readonly #entries = new Map<string, Entry>();
  /** By the hash of their secret, so that the time a comparison takes tells nothing. */
  readonly #bySecret = new Map<string, Entry>();
  #port = 0;

  public constructor(options: SerialHubOptions, context: SerialHubContext) {
    this.#options = options;
    this.#context = context;
    this.#clock = context.clock ?? systemClock;
    const entries = this.#entries;
    this.#metrics = new SerialMetrics(
      {
        linesUp: () => [...entries.values()].filter(({ line }) => line.connection !== undefined).length,
        viewers: () => [...entries.values()].reduce((sum, { line }) => sum + line.size, 0),
      },
      context.metrics,
    );
    this.#listener = new HubListener(options.identity, (caller) => {
      this.#receive(caller);
    });
    this.#novaPorts = options.nova === undefined ? undefined : new NovaPorts(options.nova);
  }

  /** @throws SerialListenError */
  public async start(): Promise<void> {
    const { host, port } = this.#options.listen;
    this.#port = await this.#listener.listen(host, port);
  }

  public expect(nodeUuid: string, before: ConsolePublication): void {
    const secret = secretOf(before);
    if (secret !== undefined && !this.#entries.has(nodeUuid)) this.#admit(nodeUuid, secret);
  }

  public async publish(started: StartedConsole, signal: AbortSignal): Promise<PublishedConsole> {
    const { node, connection, before } = started;
    if (connection.type !== 'serial') {
      return { publication: { connection, socatUrl: null }, address: started.address };
    }
    const entry = this.#entries.get(node.uuid) ?? this.#admit(node.uuid, secretOf(before) ?? newSecret());
    if (entry.line.connection === undefined || !isSameConnection(entry.line.connection, connection)) {
      await entry.line.hangUp();
      await this.#open(node.uuid, entry, connection, started.address, signal);
    }
    entry.nova ??= await this.#novaPorts?.open(node, before?.socatUrl ?? null, (socket) => {
      this.#view(socket, entry);
    });
    const { host } = this.#options.listen;
    return {
      publication: {
        connection: {
          type: 'serial',
          transport: {
            kind: 'hub',
            host,
            port: this.#port,
            secret: entry.secret,
            certificate: this.#options.identity?.cert ?? null,
          },
        },
        socatUrl: entry.nova?.url ?? null,
      },
      address: host,
    };
  }

  public async withdraw(nodeUuid: string): Promise<void> {
    const entry = this.#entries.get(nodeUuid);
    if (entry === undefined) return;
    this.#entries.delete(nodeUuid);
    this.#bySecret.delete(hashOf(entry.secret));
    const port = entry.nova?.close();
    await entry.line.close();
    await port;
  }

  /** Leaves every line in good order, so that the BMCs' sessions are free, and ends all viewers: they come back to the next life. */
  public async close(): Promise<void> {
    await Promise.all([...this.#entries.keys()].map((nodeUuid) => this.withdraw(nodeUuid)));
    await this.#listener.close();
  }

  #admit(nodeUuid: string, secret: Secret): Entry {
    const entry: Entry = {
      line: new SharedLine(
        this.#options.histories?.record(nodeUuid, () => {
          this.#metrics.historyFailed();
        }),
      ),
      secret,
      nova: undefined,
      upSinceMs: 0,
      lossesInARow: 0,
    };
    this.#entries.set(nodeUuid, entry);
    this.#bySecret.set(hashOf(secret), entry);
    return entry;
  }

  async #open(
    nodeUuid: string,
    entry: Entry,
    connection: SerialConnection,
    address: string | null,
    signal: AbortSignal,
  ): Promise<void> {
    let endedWhileOpening: string | undefined;
    let isUp = false;
    const line = await SerialLine.open({
      connection,
      address,
      signal,
      greetingTimeoutMs: this.#options.greetingTimeoutMs ?? 20_000,
      clock: this.#clock,
      events: {
        data: (bytes) => {
          entry.line.hear(bytes);
        },
        drain: () => {
          entry.line.drained();
        },
        end: (reason) => {
          if (isUp) this.#lost(nodeUuid, entry, reason);
          else endedWhileOpening = reason;
        },
      },
    });
    if (endedWhileOpening !== undefined) {
      throw new SerialLineError(`The serial session ended: ${endedWhileOpening}`);
    }
    isUp = true;
    entry.upSinceMs = this.#clock.monotonicMs();
    entry.line.up(line, connection);
  }

  #lost(nodeUuid: string, entry: Entry, reason: string): void {
    entry.line.down(reason);
    // Withdrawn meanwhile: nobody waits for it any more.
    if (this.#entries.get(nodeUuid) !== entry) return;
    const hadPeace = this.#clock.monotonicMs() - entry.upSinceMs >= PEACE_MS;
    entry.lossesInARow = hadPeace ? 1 : entry.lossesInARow + 1;
    this.#metrics.lineLost();
    this.#context.onLost(nodeUuid, reason, entry.lossesInARow);
  }

  #receive(caller: HubCaller): void {
    const entry = this.#bySecret.get(hashOf(caller.hello.secret));
    if (entry === undefined) {
      refuseCaller(caller, 'unknown');
    } else if (entry.line.size >= (this.#options.maxViewers ?? 32)) {
      refuseCaller(caller, 'full');
    } else {
      this.#view(caller.socket, entry, caller);
    }
  }

  /** @param caller undefined for a client of the raw port, which types as any other */
  #view(socket: Socket, entry: Entry, caller?: HubCaller): void {
    const mode = caller?.hello.mode ?? 'read-write';
    const viewer = new LineViewer(socket, entry.line, {
      mode,
      user: caller?.hello.user ?? 'nova',
      wire: caller === undefined ? RAW_WIRE : hubWire(caller.decoder),
      idleTimeoutMs: this.#options.idleTimeoutMs ?? 0,
      onDropped: (why) => {
        this.#metrics.viewerDropped(why);
        this.#context.log.info({ reason: why }, 'A viewer of a serial line was dropped');
      },
    });
    if (caller === undefined) {
      socket.on('error', () => socket.destroy());
      socket.setNoDelay(true);
    } else {
      const writable = mode === 'read-write' && entry.line.writer === undefined;
      socket.write(encodeHubFrame({ type: 'welcome', welcome: { writable } }));
    }
    viewer.begin(caller?.rest);
  }
}

function newSecret(): Secret {
  return new Secret(randomBytes(32).toString('base64url'));
}
