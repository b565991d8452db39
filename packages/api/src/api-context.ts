import type { ConsoleInterfaceRegistry } from '@ironbridge/base';
import type { Clock, Logger, Secret } from '@ironbridge/common';
import type { ConductorRecord, Store } from '@ironbridge/store';

/** Reads what serial consoles said: text whose lines begin with a time and in which nothing is obeyed by a terminal. */
export interface ConsoleHistoryReader {
  /** The newest whole lines, at most `limitBytes`, of those that began at `since` or later. */
  read(nodeUuid: string, query: { readonly limitBytes: number; readonly since?: Date }): Promise<string>;
}

/** What the handlers work with. */
export interface ApiContext {
  readonly store: Store;
  readonly registry: ConsoleInterfaceRegistry;
  readonly clock: Clock;
  readonly log: Logger;
  readonly tokenKey: Secret<Buffer>;
  readonly tokenTtlMs: number;
  readonly publicUrl: string;
  /** `[serial_console] base_url`, or the viewer page. */
  readonly serialUrl: string;
  /** `[api] public_endpoint`, without a trailing slash. */
  readonly publicEndpoint: string | undefined;
  /** Undefined where no history is kept that this process can read. */
  readonly histories: ConsoleHistoryReader | undefined;
  readonly isReadOnly: boolean;
  /** A conductor that was silent for longer is not alive. */
  readonly heartbeatTimeoutMs: number;
}

/** Whether a conductor's last heartbeat is recent enough. */
export function isAlive(conductor: ConductorRecord, { clock, heartbeatTimeoutMs }: ApiContext): boolean {
  return clock.now().getTime() - conductor.heartbeatAt.getTime() <= heartbeatTimeoutMs;
}

/** The conductors that are alive, by name. */
export async function listAliveConductors(context: ApiContext): Promise<readonly ConductorRecord[]> {
  const conductors = await context.store.conductors.list();
  return conductors
    .filter((conductor) => isAlive(conductor, context))
    .sort((a, b) => a.hostname.localeCompare(b.hostname));
}
