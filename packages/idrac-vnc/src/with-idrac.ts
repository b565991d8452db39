import type { HttpClientFactory, Task } from '@ironbridge/base';
import type { Clock } from '@ironbridge/common';
import { withRedfish } from '@ironbridge/redfish';
import { WsmanClient, WsmanMissingError } from '@ironbridge/wsman';
import type { IdracVncOptions } from './driver-info.js';
import { AttributesMissingError, CredentialsMissingError } from './errors.js';
import { idracAccess, type IdracAccess } from './idrac-access.js';
import type { Idrac, IdracProtocol } from './idrac.js';
import { RedfishIdrac } from './redfish-idrac.js';
import { WsmanIdrac } from './wsman-idrac.js';

const REQUEST_TIMEOUT_MS = 20_000;

/** What a host offers to a driver. */
export interface Offers {
  readonly http: HttpClientFactory;
  readonly clock: Clock;
}

/**
 * Does `work` with the iDRAC of a task, over the protocol that driver_info names, else the one that is `known` to work, else
 * the one that the iDRAC's model and its Redfish attributes call for.
 */
export async function withIdrac<T>(
  task: Task<IdracVncOptions>,
  known: IdracProtocol | undefined,
  offers: Offers,
  work: (idrac: Idrac) => Promise<T>,
): Promise<T> {
  const access = idracAccess(task.options);
  const { drac_vnc_protocol: named } = task.options;
  const protocol = named === 'auto' ? known : named;
  if (protocol !== 'wsman') {
    const done = await withRedfish(
      { options: access.redfish, deadline: task.deadline, signal: task.signal, log: task.log },
      offers.http,
      offers.clock,
      async (client) => {
        const idrac = await RedfishIdrac.find(client, access, protocol === undefined);
        return idrac === undefined ? undefined : { result: await work(idrac) };
      },
    );
    if (done !== undefined) return done.result;
  }
  let idrac: WsmanIdrac;
  try {
    idrac = await findOverWsman(task, access, offers);
  } catch (error) {
    // It was a guess, from what the BMC does not have.
    if (protocol === undefined && error instanceof WsmanMissingError) {
      throw new AttributesMissingError(access.redfish.redfish_address.origin);
    }
    throw error;
  }
  return work(idrac);
}

async function findOverWsman(
  { signal, deadline, log }: Task<IdracVncOptions>,
  { wsman }: IdracAccess,
  { http, clock }: Offers,
): Promise<WsmanIdrac> {
  const { origin: address, path, username, password, verifyCa } = wsman;
  if (username === undefined || password === undefined) throw new CredentialsMissingError();
  const client = new WsmanClient({
    address,
    path,
    username,
    password,
    verifyCa,
    http,
    clock,
    log,
    deadline,
    signal,
    requestTimeoutMs: REQUEST_TIMEOUT_MS,
  });
  const host = new URL(address).hostname.replace(/^\[|\]$/g, '');
  return WsmanIdrac.find({ client, host, verifyCa, clock, signal, log });
}
