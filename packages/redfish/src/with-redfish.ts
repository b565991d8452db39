import type { BmcHttpClientFactory } from '@ironbridge/bmc-http';
import type { Clock, Deadline, Logger } from '@ironbridge/common';
import { RedfishClient } from './redfish-client.js';
import type { RedfishOptions } from './redfish-driver-info.js';

const REQUEST_TIMEOUT_MS = 20_000;

/** What {@link withRedfish} needs of a driver's task. */
export interface RedfishTask {
  readonly options: RedfishOptions;
  readonly deadline: Deadline;
  readonly signal: AbortSignal;
  readonly log: Logger;
}

/** Does `work` with a client for the BMC of a task, and deletes the client's session on the BMC whatever happens. */
export async function withRedfish<T>(
  { options, deadline, signal, log }: RedfishTask,
  http: BmcHttpClientFactory,
  clock: Clock,
  work: (client: RedfishClient) => Promise<T>,
): Promise<T> {
  const { redfish_address: address } = options;
  const client = new RedfishClient({
    address: address.origin,
    ...(address.rootPrefix === undefined ? {} : { rootPrefix: address.rootPrefix }),
    ...(options.redfish_system_id === undefined ? {} : { systemId: options.redfish_system_id }),
    ...(options.redfish_username === undefined ? {} : { username: options.redfish_username }),
    ...(options.redfish_password === undefined ? {} : { password: options.redfish_password }),
    authType: options.redfish_auth_type,
    verifyCa: options.redfish_verify_ca,
    ...(options.redfish_tls_minimum_version === undefined
      ? {}
      : { tlsMinimumVersion: options.redfish_tls_minimum_version }),
    ...(options.redfish_tls_ciphers === undefined ? {} : { tlsCiphers: options.redfish_tls_ciphers }),
    http,
    clock,
    log,
    deadline,
    signal,
    requestTimeoutMs: REQUEST_TIMEOUT_MS,
  });
  try {
    return await work(client);
  } finally {
    await closePromptly(client, signal);
  }
}

/** The session is deleted in any case; who no longer wants the work does not wait for it. */
async function closePromptly(client: RedfishClient, signal: AbortSignal): Promise<void> {
  if (signal.aborted) {
    void client.close();
    return;
  }
  const closed = new AbortController();
  const aborted = new Promise<void>((resolve) => {
    const giveUp = (): void => {
      resolve();
    };
    signal.addEventListener('abort', giveUp, { once: true, signal: closed.signal });
  });
  await Promise.race([client.close(), aborted]);
  closed.abort();
}
