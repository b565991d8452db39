import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createHostContainer, HTTP_CLIENT_FACTORY, type HttpClientFactory } from '@ironbridge/base';
import type { JsonObject } from '@ironbridge/common';
import { createConductor } from '@ironbridge/conductor';
import idracVnc from '@ironbridge/idrac-vnc';
import { ROOT } from '../support/ironbridge.js';
import { startBmc } from '../support/simulated-bmc.js';
import { runProgram } from '../support/spawned-program.js';
import { vncSettings } from '../support/vnc-settings.js';

jest.setTimeout(30_000);

const EXAMPLE = join(ROOT, 'examples', 'library-host');

describe('examples/library-host', () => {
  it('starts a console, prints where it is without its password, stops it and ends by itself', async () => {
    const { code, stdout, stderr } = await runProgram(process.execPath, [join(EXAMPLE, 'dist', 'main.js')]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/type: 'vnc'/);
    expect(stdout).toMatch(/host: '127\.0\.0\.1'/);
    expect(stdout).toMatch(/port: \d{4,5}/);
    expect(stdout).toMatch(/password: \[redacted\]/);
    expect(stdout).not.toMatch(/calvin/);
  });

  it('takes thirty lines', async () => {
    const lines = (await readFile(join(EXAMPLE, 'src', 'main.ts'), 'utf8')).split('\n');
    expect(lines.filter((line) => line.trim() !== '').length).toBeLessThanOrEqual(30);
  });
});

describe('createConductor', () => {
  it("reaches BMCs through the host's own HTTP clients", async () => {
    const { simulator, driverInfo } = await startBmc();
    const found = vncSettings(simulator);
    const seen: string[] = [];
    const ownFactory = createHostContainer({}).get<HttpClientFactory>(HTTP_CLIENT_FACTORY);
    const httpClientFactory: HttpClientFactory = (defaults) => {
      const client = ownFactory(defaults);
      client.interceptors.request.use((request) => {
        seen.push(`${(request.method ?? '').toUpperCase()} ${new URL(client.getUri(request)).pathname}`);
        return request;
      });
      return client;
    };
    const conductor = await createConductor({
      interfaces: [() => import('@ironbridge/idrac-vnc')],
      enabledConsoleInterfaces: [idracVnc.name],
      httpClientFactory,
    });
    const node = {
      uuid: '1be26c0b-03f2-4d2e-ae87-c02d7f33c123',
      name: 'rack1-node1',
      driver: 'idrac',
      driverInfo: driverInfo as JsonObject,
      consoleInterface: null,
    };

    const connection = await conductor.startConsole(node);
    expect(connection).toMatchObject({ type: 'vnc', host: '127.0.0.1', port: simulator.vncPort });
    expect(await conductor.getConsole(node)).toEqual(connection);
    await conductor.stopConsole(node);

    expect(await conductor.getConsole(node)).toBeNull();
    expect(vncSettings(simulator)).toEqual(found);
    expect(seen).toEqual(simulator.requests.map(({ method, path }) => `${method} ${path}`));
    expect(seen).toContainEqual(expect.stringMatching(/^PATCH .*iDRAC\.Embedded\.1$/));
  });
});
