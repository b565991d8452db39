import { FaultyTcpProxy, until } from '@ironbridge/testkit';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

const DEADLINE_MS = 2000;

describe('FaultyTcpProxy', () => {
  let echo: Server;
  let proxy: FaultyTcpProxy;
  const clients: Socket[] = [];

  beforeEach(async () => {
    echo = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.pipe(socket);
    });
    echo.listen(0, '127.0.0.1');
    await once(echo, 'listening');
    proxy = await FaultyTcpProxy.open({ port: (echo.address() as AddressInfo).port });
  });

  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy();
    await proxy.close();
    echo.close();
    await once(echo, 'close');
  });

  function dial(): {
    readonly socket: Socket;
    readonly chunks: Buffer[];
    readonly errors: string[];
    readonly closed: Promise<void>;
  } {
    const socket = connect(proxy.port, '127.0.0.1');
    clients.push(socket);
    const chunks: Buffer[] = [];
    const errors: string[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', (error: NodeJS.ErrnoException) => errors.push(error.code ?? ''));
    const closed = new Promise<void>((resolve) => {
      socket.once('close', () => {
        resolve();
      });
    });
    return { socket, chunks, errors, closed };
  }

  it('forwards bytes both ways and the end of them', async () => {
    const { socket, chunks, closed } = dial();
    socket.end('hello');
    await closed;
    expect(Buffer.concat(chunks).toString()).toBe('hello');
    expect(await until(() => proxy.openSockets === 0, DEADLINE_MS)).toBe(true);
  });

  it('refuses connections, and accepts them again on the same port', async () => {
    await proxy.inject({ kind: 'refuse' });
    const refused = dial();
    await refused.closed;
    expect(refused.errors).toEqual(['ECONNREFUSED']);

    await proxy.inject({ kind: 'none' });
    const accepted = dial();
    accepted.socket.end('back');
    await accepted.closed;
    expect(Buffer.concat(accepted.chunks).toString()).toBe('back');
  });

  it('accepts and hangs', async () => {
    await proxy.inject({ kind: 'hang' });
    const { socket, chunks } = dial();
    socket.write('anybody?');
    expect(await until(() => proxy.accepted === 1, DEADLINE_MS)).toBe(true);
    expect(await until(() => chunks.length > 0 || socket.destroyed, 50)).toBe(false);
  });

  it('resets after as many bytes as told, and no byte later', async () => {
    await proxy.inject({ kind: 'reset', afterBytes: 3 });
    const { socket, chunks, errors, closed } = dial();
    socket.write('abcdef');
    await closed;
    expect(errors).toEqual(['ECONNRESET']);
    expect('abc').toContain(Buffer.concat(chunks).toString());
  });

  it('delivers byte by byte what was sent whole', async () => {
    await proxy.inject({ kind: 'split' });
    const { socket, chunks } = dial();
    const sent = Buffer.from('RFB 003.008\n');
    socket.write(sent);
    expect(await until(() => Buffer.concat(chunks).length === sent.length, DEADLINE_MS)).toBe(true);
    expect(Buffer.concat(chunks)).toEqual(sent);
    expect(chunks.length).toBeGreaterThan(1);
  });

  it('delays every chunk', async () => {
    await proxy.inject({ kind: 'delay', delayMs: 40 });
    const { socket } = dial();
    await once(socket, 'connect');
    const startMs = performance.now();
    socket.write('ping');
    await once(socket, 'data');
    // Once on the way there and once on the way back; timers may fire a millisecond early.
    expect(performance.now() - startMs).toBeGreaterThanOrEqual(78);
  });

  it('cuts the connections that stand', async () => {
    const { socket, errors, closed } = dial();
    socket.write('ping');
    await once(socket, 'data');
    proxy.cut();
    await closed;
    expect(errors).toEqual(['ECONNRESET']);
    expect(await until(() => proxy.openSockets === 0, DEADLINE_MS)).toBe(true);
  });
});
