import type { ConsoleConnection } from '@ironbridge/base';
import { Secret } from '@ironbridge/common';
import { randomBytes, randomUUID } from 'node:crypto';
import { createKeyring } from '../../src/keyring.js';
import type { NewNode, NodeRecord } from '../../src/node-record.js';
import { openStore } from '../../src/open-store.js';
import type { RedeemRequest, SessionRecord, Store, StoreEvent } from '../../src/store.js';
import { ManualClock } from './manual-clock.js';

export const ADDRESS = '192.0.2.7';

export function newNode(changes: Partial<NewNode> = {}): NewNode {
  return {
    uuid: randomUUID(),
    name: null,
    driver: 'idrac',
    driverInfo: { redfish_password: 'calvin' },
    consoleInterface: null,
    fields: {},
    ...changes,
  };
}

export function vncConnection(password = 'opens-it'): ConsoleConnection {
  return {
    type: 'vnc',
    host: 'bmc.example',
    port: 5901,
    transport: { kind: 'tcp' },
    security: { kind: 'vnc', password: new Secret(password) },
    slots: 2,
    quirks: {},
  };
}

/** What a driver of serial consoles returns. */
export function serialConnection(path: string): ConsoleConnection {
  return { type: 'serial', transport: { kind: 'unix', path } };
}

/** What a hub publishes. */
export function hubConnection(secret = 'opens-it'): ConsoleConnection {
  return {
    type: 'serial',
    transport: { kind: 'hub', host: '127.0.0.1', port: 6091, secret: new Secret(secret), certificate: null },
  };
}

/** An empty store in memory, with its clock and all that it told. */
export async function openTestStore(): Promise<{ store: Store; clock: ManualClock; events: StoreEvent[] }> {
  const clock = new ManualClock();
  const store = await openStore({ connection: 'sqlite://', keys: createKeyring(randomBytes(32)), clock });
  const events: StoreEvent[] = [];
  store.subscribe((event) => events.push(event));
  return { store, clock, events };
}

/** A node whose console is wanted; `events` are then those that follow. */
export async function wantedNode(
  store: Store,
  events: StoreEvent[],
): Promise<{ uuid: string; generation: number }> {
  const { uuid } = await store.nodes.create(newNode());
  const { generation } = await store.nodes.setConsoleWanted(uuid, true);
  events.length = 0;
  return { uuid, generation };
}

/** A node whose console has been started. */
export async function startedNode(store: Store, changes: Partial<NewNode> = {}): Promise<NodeRecord> {
  const { uuid, driver, driverInfo } = await store.nodes.create(newNode(changes));
  await store.nodes.setConsoleWanted(uuid, true);
  await store.consoles.begin(uuid, { interfaceName: 'idrac-vnc', driver, driverInfo });
  return store.consoles.started(uuid, vncConnection(), ADDRESS);
}

export function redeemRequest(
  node: NodeRecord,
  now: Date,
  changes: Partial<RedeemRequest> = {},
): RedeemRequest {
  return {
    tokenId: randomUUID(),
    tokenExpiresAt: new Date(now.getTime() + 600_000),
    nodeUuid: node.uuid,
    generation: node.generation,
    mode: 'read-write',
    user: 'ada',
    keyHash: randomBytes(32).toString('hex'),
    sessionExpiresAt: new Date(now.getTime() + 12 * 3_600_000),
    ...changes,
  };
}

/** A session of the node, with the hash of its key. */
export async function openSession(
  store: Store,
  node: NodeRecord,
  now: Date,
): Promise<SessionRecord & { readonly keyHash: string }> {
  const request = redeemRequest(node, now);
  return { ...(await store.sessions.redeem(request)), keyHash: request.keyHash };
}
