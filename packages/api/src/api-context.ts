import type { ConsoleInterfaceRegistry } from '@ironbridge/base';
import type { Clock, Logger, Secret } from '@ironbridge/common';
import type { ConductorRecord, Store } from '@ironbridge/store';

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
