import { Deadline, Secret, type Clock } from '@ironbridge/common';
import { RedfishClient, type RedfishClientOptions } from '../../src/index.js';
import nock from 'nock';
import { inspect } from 'node:util';

export const BMC = 'https://bmc.example';
export const PASSWORD = 'calvin-s3cret';
export const TOKEN = 'token-of-the-session';
export const BASIC = `Basic ${Buffer.from(`root:${PASSWORD}`).toString('base64')}`;
export const SESSIONS = '/redfish/v1/SessionService/Sessions';
export const ROOT = { Links: { Sessions: { '@odata.id': SESSIONS } } };

/** What clients waited between attempts, in milliseconds. */
export const waits: number[] = [];

export const clock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
  sleep: (ms) => {
    waits.push(ms);
    return Promise.resolve();
  },
};

const clients: RedfishClient[] = [];

export function createClient(options: Partial<RedfishClientOptions> = {}): RedfishClient {
  const client = new RedfishClient({
    address: BMC,
    username: 'root',
    password: new Secret(PASSWORD),
    authType: 'basic',
    verifyCa: true,
    clock,
    // On real time: the clock above lets every wait pass at once.
    deadline: Deadline.after(60_000),
    random: () => 0,
    ...options,
  });
  clients.push(client);
  return client;
}

/** Closes the clients of a test, and fails where the BMC was not asked all that it expected. */
export async function endOfTest(): Promise<void> {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  waits.length = 0;
  const pending = nock.pendingMocks();
  nock.cleanAll();
  expect(pending).toEqual([]);
}

export function sessionOpens(times = 1): void {
  nock(BMC)
    .get('/redfish/v1/')
    .times(times)
    .reply(200, ROOT)
    .post(SESSIONS, { UserName: 'root', Password: PASSWORD })
    .times(times)
    .reply(201, {}, { 'X-Auth-Token': TOKEN, Location: `${BMC}${SESSIONS}/12` });
}

export function sessionCloses(): nock.Scope {
  return nock(BMC, { reqheaders: { 'x-auth-token': TOKEN } })
    .delete(`${SESSIONS}/12`)
    .reply(204);
}

export async function errorOf(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
  } catch (error) {
    return error;
  }
  return undefined;
}

export function expectNoSecretIn(error: unknown): void {
  const text = inspect(error, { depth: Infinity, showHidden: true });
  for (const secret of [PASSWORD, TOKEN, BASIC.slice('Basic '.length)]) expect(text).not.toContain(secret);
}
