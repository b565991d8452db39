import { silentLogger } from '@ironbridge/common';
import { eventually, until } from '@ironbridge/testkit';
import { randomInt, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { generate } from 'selfsigned';
import { PortMissingError, PortsTakenError } from '../src/index.js';
import { SerialHub } from '../src/serial/serial-hub.js';
import { SerialHubFixture } from './support/serial-hub-fixture.js';

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** A raw client, as Nova's serial proxy is one. */
class RawClient {
  public text = '';
  public isClosed = false;
  public readonly socket: Socket;

  public constructor(url: string) {
    this.socket = connect({ host: '127.0.0.1', port: Number(new URL(url).port) });
    this.socket.on('data', (chunk: Buffer) => {
      this.text += chunk.toString('latin1');
    });
    this.socket.on('error', () => this.socket.destroy());
    this.socket.on('close', () => {
      this.isClosed = true;
    });
  }

  public async whenSeen(text: string): Promise<void> {
    await eventually(() => {
      expect(this.text).toContain(text);
    });
  }
}

/** The first of two ports that are free now, below those that the system gives to others meanwhile. */
async function twoFreePorts(): Promise<number> {
  for (;;) {
    const first = 10_000 + randomInt(20_000);
    if ((await isFree(first)) && (await isFree(first + 1))) return first;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    // Rejects at an 'error'.
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}

describe('the port for Nova', () => {
  let fixture: SerialHubFixture;
  let start: number;

  beforeEach(async () => {
    start = await twoFreePorts();
    fixture = await SerialHubFixture.open({
      nova: { address: '127.0.0.1', ranges: [{ start, end: start + 2 }] },
    });
  });

  afterEach(async () => {
    await fixture.close();
  });

  it('carries the bytes of the line and no command to its program', async () => {
    const line = await fixture.openLine();
    const { socatUrl } = await fixture.publish(line);
    expect(socatUrl).toBe(`tcp://127.0.0.1:${String(start)}`);
    const nova = new RawClient(String(socatUrl));
    nova.socket.write('~.ls\r');
    await line.whenHeard('~~.ls\r');
    line.say('bin\r\n');
    await nova.whenSeen('bin\r\n');
    expect(nova.text).toBe('bin\r\n');
    nova.socket.destroy();
  });

  it('lets in one client at a time', async () => {
    const line = await fixture.openLine();
    const { socatUrl } = await fixture.publish(line);
    const first = new RawClient(String(socatUrl));
    first.socket.write('a');
    await line.whenHeard('a');
    const second = new RawClient(String(socatUrl));
    await eventually(() => {
      expect(second.isClosed).toBe(true);
    });
    first.socket.destroy();
    await eventually(async () => {
      const third = new RawClient(String(socatUrl));
      third.socket.write('c');
      const wasHeard = await until(() => line.heard.includes('c') || third.isClosed, 1000);
      third.socket.destroy();
      expect(wasHeard && line.heard).toBe('ac');
    });
  });

  it('is the lowest that is free, without the end of the range', async () => {
    const [one, two, three] = [await fixture.openLine(), await fixture.openLine(), await fixture.openLine()];
    const nodeUuid = randomUUID();
    const first = await fixture.publish(one, { nodeUuid });
    const second = await fixture.publish(two);
    expect([first.socatUrl, second.socatUrl]).toEqual([
      `tcp://127.0.0.1:${String(start)}`,
      `tcp://127.0.0.1:${String(start + 1)}`,
    ]);
    await expect(fixture.publish(three)).rejects.toThrow(PortsTakenError);
    await fixture.hub.withdraw(nodeUuid);
    expect((await fixture.publish(three)).socatUrl).toBe(first.socatUrl);
  });

  it('stays the same over another life of the hub where it is free', async () => {
    const line = await fixture.openLine();
    const before = {
      ...(await fixture.publish(line)),
      socatUrl: `tcp://127.0.0.1:${String(start + 1)}`,
    };
    expect((await fixture.publish(await fixture.openLine(), { before })).socatUrl).toBe(before.socatUrl);
  });

  it('is the one that driver_info names', async () => {
    const named = await freePort();
    const line = await fixture.openLine();
    const driverInfo = { ipmi_terminal_port: String(named) };
    expect((await fixture.publish(line, { driverInfo })).socatUrl).toBe(`tcp://127.0.0.1:${String(named)}`);
    await expect(fixture.publish(await fixture.openLine(), { driverInfo })).rejects.toThrow(
      `Port ${String(named)} on host 127.0.0.1, which driver_info names as ipmi_terminal_port`,
    );
  });

  it('is missing in Ironic’s words where nothing names one', async () => {
    const without = await SerialHubFixture.open({ nova: { address: '127.0.0.1', ranges: [] } });
    try {
      const line = await without.openLine();
      await expect(without.publish(line)).rejects.toThrow(PortMissingError);
    } finally {
      await without.close();
    }
  });
});

describe('a hub that is not on loopback', () => {
  it('speaks TLS with the certificate that its connections name', async () => {
    const { cert, private: key } = await generate([{ name: 'commonName', value: 'hub' }], { keyType: 'ec' });
    const identity = { cert, key };
    const fixture = await SerialHubFixture.open({ identity });
    try {
      const line = await fixture.openLine();
      const { connection } = await fixture.publish(line);
      expect(connection).toMatchObject({ transport: { certificate: identity.cert } });
      const viewer = await fixture.view(connection);
      viewer.type('hi');
      await line.whenHeard('hi');
      line.say('there');
      await viewer.whenSeen('there');
      if (connection.type !== 'serial' || connection.transport.kind !== 'hub') throw new Error('not a hub');
      const plain = fixture.dial({
        ...connection,
        transport: { ...connection.transport, certificate: null },
      });
      await plain.whenClosed();
      expect(plain.welcome).toBeUndefined();
    } finally {
      await fixture.close();
    }
  });

  it('says which option names an address that it cannot have', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const hub = new SerialHub(
      { listen: { host: '127.0.0.1', port } },
      { log: silentLogger, onLost: () => undefined },
    );
    await expect(hub.start()).rejects.toThrow('[serial_console] listen');
    taken.close();
  });
});
