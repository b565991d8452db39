import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { Agent, request, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { eventually } from '@ironbridge/testkit';
import { openTestApi, type TestApi } from './support/test-api.js';

const AT_A_TIME = 50;

const openDescriptors = async (): Promise<number> => (await readdir('/proc/self/fd')).length;

describe('connections to the api', () => {
  let api: TestApi;

  beforeEach(async () => {
    api = await openTestApi();
  });

  afterEach(async () => {
    await api.close();
  });

  async function dial(): Promise<Socket> {
    const socket = connect(api.port, '127.0.0.1');
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    return socket.resume();
  }

  it('leave nothing behind after 1,000 of them came and went (CVE-2023-3354)', async () => {
    const before = await openDescriptors();
    for (let round = 0; round < 1_000 / AT_A_TIME; round += 1) {
      const sockets = await Promise.all(Array.from({ length: AT_A_TIME }, dial));
      for (const [index, socket] of sockets.entries()) {
        socket.write(['', 'GET / HT', 'GET /v1 HTTP/1.1\r\nHost: 127.0.0.1\r\n'][index % 3] ?? '');
        socket.resetAndDestroy();
      }
    }
    await eventually(async () => {
      expect(await openDescriptors()).toBeLessThanOrEqual(before);
    });
  });

  it.each([
    ['said nothing', ''],
    ['said half of a request', 'GET /v1 HTTP/1.1\r\nHo'],
  ])('do not hold up its end where clients %s', async (_what, bytes) => {
    const clients = await Promise.all(Array.from({ length: AT_A_TIME }, dial));
    for (const client of clients) client.write(bytes);
    // Connections are taken in order: once a later one is answered, all of these are open.
    expect((await api.call({ url: '/healthz' })).statusCode).toBe(200);
    const startedAtMs = performance.now();
    await api.api.close();
    expect(performance.now() - startedAtMs).toBeLessThan(1_000);
  });

  it('end with the answer that they wait for, also where they are kept alive', async () => {
    let answer: () => void = () => undefined;
    const entered = new Promise<void>((resolve) => {
      jest.spyOn(api.store.conductors, 'list').mockImplementation(async () => {
        resolve();
        await new Promise<void>((release) => {
          answer = release;
        });
        return [];
      });
    });
    const agent = new Agent({ keepAlive: true });
    const responded = once(
      request({ port: api.port, host: '127.0.0.1', path: '/v1/drivers', agent }).end(),
      'response',
    ) as Promise<[IncomingMessage]>;
    await entered;
    const startedAtMs = performance.now();
    const closed = api.api.close();
    answer();
    const [response] = await responded;
    response.resume();
    await once(response, 'end');
    expect(response.statusCode).toBe(200);
    await closed;
    expect(performance.now() - startedAtMs).toBeLessThan(1_000);
    agent.destroy();
  });
});
