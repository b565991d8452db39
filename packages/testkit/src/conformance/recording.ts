import {
  driverInfoProperties,
  serializeConnection,
  type ConsoleConnection,
  type ConsoleInterfaceManifest,
} from '@ironbridge/base';
import type { JsonValue, Logger, LogMethod } from '@ironbridge/common';
import type { ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { inspect } from 'node:util';
import type { NodeRecord } from './node-record.js';

/** Everything of `value` that any way of printing it could show. */
export function printed(value: unknown): string {
  return inspect(value, { depth: Infinity, maxStringLength: Infinity, breakLength: Infinity });
}

function passwordsIn(value: JsonValue): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === 'password' && typeof inner === 'string' ? [inner] : passwordsIn(inner),
  );
}

/** What an observer of the host saw: its log, its errors, its processes; and the secrets to look for in them. */
export class Recording {
  public readonly logLines: string[] = [];
  /** In the order in which tasks gave them. */
  public readonly warnings: string[] = [];
  public readonly errors: unknown[] = [];
  public readonly connections: ConsoleConnection[] = [];
  public readonly secrets = new Set<string>();
  readonly #secretKeys: readonly string[];
  readonly #processes: ChildProcess[] = [];
  readonly #onProcess = (message: unknown): void => {
    this.#processes.push((message as { process: ChildProcess }).process);
  };

  public constructor(manifest: ConsoleInterfaceManifest) {
    this.#secretKeys = [...driverInfoProperties(manifest.driverInfo)].flatMap(([key, { secret }]) =>
      secret ? [key] : [],
    );
    subscribe('child_process', this.#onProcess);
  }

  /** The arguments of every process that was started. */
  public get argvs(): readonly (readonly string[])[] {
    return this.#processes.map(({ spawnargs }) => spawnargs);
  }

  public createLogger(bindings: object = {}): Logger {
    const log: LogMethod = (...line: readonly unknown[]) => {
      this.logLines.push(printed([bindings, ...line]));
    };
    return {
      trace: log,
      debug: log,
      info: log,
      warn: log,
      error: log,
      child: (facts) => this.createLogger({ ...bindings, ...facts }),
    };
  }

  public addConnection(connection: ConsoleConnection): void {
    this.connections.push(connection);
    for (const password of passwordsIn(serializeConnection(connection))) this.#addSecret(password);
  }

  /** Secrets change, so this runs around each call. */
  public noteSecrets({ bmc, node }: NodeRecord): void {
    bmc.secrets().forEach((secret) => {
      this.#addSecret(secret);
    });
    for (const key of this.#secretKeys) {
      const value = node.driverInfo[key];
      if (typeof value === 'string' || typeof value === 'number') this.#addSecret(String(value));
    }
  }

  public close(): void {
    unsubscribe('child_process', this.#onProcess);
  }

  #addSecret(secret: string): void {
    if (secret !== '') this.secrets.add(secret);
  }
}
