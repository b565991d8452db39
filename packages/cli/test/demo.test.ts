import { silentLogger } from '@ironbridge/common';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { startDemo } from '../src/services/demo.js';

const Servers = z.array(z.object({ name: z.string(), port: z.number() }));

describe('startDemo', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ironbridge-demo-'));
  });

  afterEach(async () => {
    await rm(directory, { recursive: true });
  });

  const readPorts = async (): Promise<readonly number[]> => {
    const text = await readFile(join(directory, 'simulators.json'), 'utf8');
    return Servers.parse(JSON.parse(text)).map(({ port }) => port);
  };

  it('keeps the ports of its servers from start to start', async () => {
    await (await startDemo(directory, silentLogger)).close();
    const before = await readPorts();
    await (await startDemo(directory, silentLogger)).close();
    expect(await readPorts()).toEqual(before);
  });

  it('leaves nothing running where the port of one server is taken', async () => {
    await (await startDemo(directory, silentLogger)).close();
    const [first = 0, second = 0] = await readPorts();
    const intruder = createServer().listen({ host: '127.0.0.1', port: second });
    await once(intruder, 'listening');
    try {
      await expect(startDemo(directory, silentLogger)).rejects.toMatchObject({ code: 'ERR_SIMULATOR_PORT' });
      const socket = connect({ host: '127.0.0.1', port: first });
      await expect(once(socket, 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    } finally {
      intruder.close();
    }
  });

  it('says which file is damaged, and quotes nothing of it', async () => {
    await writeFile(join(directory, 'simulators.json'), '[{"name":"rack1-node1","password":"calvin');
    const failure: unknown = await startDemo(directory, silentLogger).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 'ERR_CONFIGURATION',
      message: expect.stringContaining('simulators.json'),
    });
    expect(String(failure)).not.toContain('calvin');
  });
});
