import { Deadline, Secret } from '@ironbridge/common';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer, Server as HttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer, Server as HttpsServer } from 'node:https';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { generate } from 'selfsigned';
import { z } from 'zod';
import { RedfishClient, type RedfishClientOptions } from '../src/redfish-client.js';

const PASSWORD = 'calvin-s3cret';
const Anything = z.record(z.string(), z.unknown());
const ok: RequestListener = (_, response) => response.end('{}');

const servers: Server[] = [];
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'redfish-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

afterEach(async () => {
  await Promise.all(
    servers.splice(0).map(async (server) => {
      const closed = once(server, 'close');
      server.close();
      if (server instanceof HttpServer || server instanceof HttpsServer) server.closeAllConnections();
      await closed;
    }),
  );
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function bmcOf(listener: RequestListener): Promise<string> {
  return `http://127.0.0.1:${String(await listen(createHttpServer(listener)))}`;
}

function createClient(options: Partial<RedfishClientOptions> & { address: string }): RedfishClient {
  return new RedfishClient({
    username: 'root',
    password: new Secret(PASSWORD),
    authType: 'basic',
    verifyCa: true,
    ...options,
  });
}

async function errorOf(options: Partial<RedfishClientOptions> & { address: string }): Promise<unknown> {
  const client = createClient(options);
  try {
    await client.get('/redfish/v1/', Anything);
  } catch (error) {
    const text = inspect(error, { depth: Infinity, showHidden: true });
    expect(text).not.toContain(PASSWORD);
    expect(text).not.toContain(Buffer.from(`root:${PASSWORD}`).toString('base64'));
    return error;
  } finally {
    await client.close();
  }
  return undefined;
}

describe('RedfishClient on real sockets', () => {
  it('tells an unreachable BMC', async () => {
    const server = createHttpServer();
    const port = await listen(server);
    server.close();
    await once(server, 'close');
    servers.length = 0;
    const address = `http://127.0.0.1:${String(port)}`;
    expect(await errorOf({ address, deadline: Deadline.after(400) })).toMatchObject({
      code: 'ERR_BMC_UNREACHABLE',
      kind: 'unavailable',
      reason: 'ECONNREFUSED',
      wasConnected: false,
    });
  });

  it('tells a BMC that hangs when the request has taken its time', async () => {
    const address = await bmcOf(() => undefined);
    expect(await errorOf({ address, requestTimeoutMs: 50 })).toMatchObject({
      code: 'ERR_BMC_TIMEOUT',
      kind: 'timeout',
    });
  });

  it('tells a BMC that drips when the request has taken its time', async () => {
    const address = await bmcOf((_, response) => {
      const timer = setInterval(() => response.write(' '), 10);
      response.on('close', () => {
        clearInterval(timer);
      });
    });
    expect(await errorOf({ address, requestTimeoutMs: 100 })).toMatchObject({ code: 'ERR_BMC_TIMEOUT' });
  });

  it('reads no more than 4 MiB', async () => {
    const address = await bmcOf((_, response) => {
      const chunk = Buffer.alloc(1024 * 1024, ' ');
      const more = (): void => {
        if (response.write(chunk)) setImmediate(more);
        else response.once('drain', more);
      };
      response.on('error', () => undefined);
      more();
    });
    expect(await errorOf({ address })).toMatchObject({ code: 'ERR_BMC_PROTOCOL' });
  });

  it('tells what does not speak HTTP', async () => {
    const port = await listen(createServer((socket) => socket.resume().end('RFB 003.008\n')));
    expect(await errorOf({ address: `http://127.0.0.1:${String(port)}` })).toMatchObject({
      code: 'ERR_BMC_PROTOCOL',
    });
  });

  it('sends nothing at all to the host that a BMC redirects to (CVE-2026-42997)', async () => {
    let strangersVisits = 0;
    const stranger = await bmcOf((_, response) => {
      strangersVisits += 1;
      response.end('{}');
    });
    const address = await bmcOf((_, response) =>
      response.writeHead(302, { Location: `${stranger}/redfish/v1/` }).end(),
    );
    expect(await errorOf({ address })).toMatchObject({ code: 'ERR_REDFISH_FOREIGN_ORIGIN' });
    expect(strangersVisits).toBe(0);
  });

  it('deletes a session whose login was still under way when the work was cancelled', async () => {
    const seen: string[] = [];
    const controller = new AbortController();
    const address = await bmcOf((request, response) => {
      seen.push(`${String(request.method)} ${String(request.url)}`);
      if (request.method === 'GET') {
        response.end('{"Links":{"Sessions":{"@odata.id":"/Sessions"}}}');
      } else if (request.method === 'POST') {
        controller.abort();
        setImmediate(() => response.writeHead(201, { 'X-Auth-Token': 't', Location: '/Sessions/1' }).end());
      } else response.writeHead(204).end();
    });
    const client = createClient({ address, authType: 'session', signal: controller.signal });
    await expect(client.get('/redfish/v1/', Anything)).rejects.toMatchObject({ kind: 'cancelled' });
    await client.close();
    expect(seen).toEqual(['GET /redfish/v1/', 'POST /Sessions', 'DELETE /Sessions/1']);
  });

  describe('TLS', () => {
    async function tlsBmc(): Promise<{ address: string; caFile: string }> {
      const pem = await generate([{ name: 'commonName', value: 'bmc' }], {
        extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
      });
      const caFile = join(folder, 'ca.pem');
      await writeFile(caFile, pem.cert);
      const port = await listen(createHttpsServer({ key: pem.private, cert: pem.cert }, ok));
      return { address: `https://127.0.0.1:${String(port)}`, caFile };
    }

    it('refuses a self-signed certificate and names the option', async () => {
      const { address } = await tlsBmc();
      const error = await errorOf({ address });
      expect(error).toMatchObject({
        code: 'ERR_BMC_CERTIFICATE',
        kind: 'refused',
        reason: 'DEPTH_ZERO_SELF_SIGNED_CERT',
      });
      expect(String(error)).toContain('driver_info/redfish_verify_ca');
    });

    it('accepts it with its CA file', async () => {
      const { address, caFile } = await tlsBmc();
      expect(await errorOf({ address, verifyCa: caFile })).toBeUndefined();
    });

    it('accepts any certificate where none is verified', async () => {
      const { address } = await tlsBmc();
      expect(await errorOf({ address, verifyCa: false })).toBeUndefined();
    });

    it('refuses a certificate for another name', async () => {
      const { address, caFile } = await tlsBmc();
      const elsewhere = address.replace('127.0.0.1', 'localhost');
      expect(await errorOf({ address: elsewhere, verifyCa: caFile })).toMatchObject({
        code: 'ERR_BMC_CERTIFICATE',
        reason: 'ERR_TLS_CERT_ALTNAME_INVALID',
      });
    });

    it('names a CA file that is missing or holds none', async () => {
      const { address } = await tlsBmc();
      const missing = join(folder, 'missing.pem');
      expect(await errorOf({ address, verifyCa: missing })).toMatchObject({
        code: 'ERR_CA_FILE',
        path: missing,
      });
      const empty = join(folder, 'empty.pem');
      await writeFile(empty, 'nothing');
      expect(await errorOf({ address, verifyCa: empty })).toMatchObject({
        code: 'ERR_CA_FILE',
        kind: 'invalid-input',
      });
    });

    it('tells a BMC that offers no TLS version or cipher that is allowed', async () => {
      const { address } = await tlsBmc();
      expect(await errorOf({ address, verifyCa: false, tlsCiphers: 'NO-SUCH-CIPHER' })).toMatchObject({
        code: 'ERR_BMC_PROTOCOL',
      });
    });
  });
});
