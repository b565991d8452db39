import { Secret, type Logger } from '@ironbridge/common';
import type { IdracSimulator } from '@ironbridge/simulator';
import type { Store } from '@ironbridge/store';
import { randomBytes, randomUUID, X509Certificate } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { ConfigurationError } from '../errors.js';
import type { IniOption } from '../config/ini-file.js';

/** The servers of `ironbridge up --demo`. */
const SERVERS = [
  { name: 'rack1-node1', licensed: true },
  { name: 'rack1-node2', licensed: true },
  { name: 'rack1-node3-unlicensed', licensed: false },
] as const;

interface DemoServer {
  readonly name: string;
  readonly licensed: boolean;
  /** The BMC's own password and address stay the same from start to start, as those of hardware do. */
  readonly password: string;
  readonly port: number;
}

/** Three simulated servers beside the services. */
export interface Demo {
  /** Enrols the simulated servers in `store`, or brings their addresses up to date. */
  enrol(store: Store): Promise<void>;
  close(): Promise<void>;
}

/** Where a demo keeps everything, as options that win over files. */
export function demoOptions(directory: string): readonly IniOption[] {
  const where = '--demo';
  const path = resolve(directory);
  return [
    { section: 'database', name: 'connection', value: `sqlite:///${join(path, 'ironbridge.sqlite')}`, where },
    {
      section: 'serial_console',
      name: 'history_directory',
      value: join(path, 'console-history'),
      where,
    },
    { section: 'secrets', name: 'key_file', value: join(path, 'secret.key'), where },
  ];
}

function parseServers(text: string, file: string): readonly DemoServer[] {
  try {
    return JSON.parse(text) as readonly DemoServer[];
  } catch {
    // The parser's message quotes the text, which holds passwords.
    throw new ConfigurationError([`--demo: ${file} is damaged; delete it`]);
  }
}

async function readServers(file: string): Promise<readonly DemoServer[]> {
  const text = await readFile(file, 'utf8').catch(() => '[]');
  const known = parseServers(text, file);
  return SERVERS.map(({ name, licensed }) => {
    const before = known.find((server) => server.name === name);
    return {
      name,
      licensed,
      password: before?.password ?? randomBytes(12).toString('base64url'),
      port: before?.port ?? 0,
    };
  });
}

async function readCertificate(directory: string): Promise<{ cert: string; key: string; caFile: string }> {
  const caFile = join(directory, 'simulator-cert.pem');
  const keyFile = join(directory, 'simulator-key.pem');
  const [cert, key] = await Promise.all(
    [caFile, keyFile].map((file) => readFile(file, 'utf8').catch(() => '')),
  );
  if (cert && key && Date.parse(new X509Certificate(cert).validTo) > Date.now()) return { cert, key, caFile };
  const { createSelfSignedCertificate } = await import('@ironbridge/simulator');
  const made = await createSelfSignedCertificate();
  await writeFile(caFile, made.cert, { mode: 0o600 });
  await writeFile(keyFile, made.key, { mode: 0o600 });
  return { cert: made.cert, key: made.key, caFile };
}

/** Starts three simulated iDRACs, one without the licence for a VNC server, whose state is kept in `directory`. Where one cannot start, none runs. */
export async function startDemo(directory: string, log: Logger): Promise<Demo> {
  const { startIdracSimulator } = await import('@ironbridge/simulator');
  const path = resolve(directory);
  await mkdir(path, { recursive: true, mode: 0o700 });
  const file = join(path, 'simulators.json');
  const { cert, key, caFile } = await readCertificate(path);
  const running: { server: DemoServer; simulator: IdracSimulator }[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(running.map(({ simulator }) => simulator.close()));
  };
  try {
    for (const server of await readServers(file)) {
      const simulator = await startIdracSimulator({
        host: '127.0.0.1',
        port: server.port,
        tls: { cert, key },
        password: new Secret(server.password),
        licensed: server.licensed,
        vnc: { kind: 'built-in' },
        stateFile: join(path, `${server.name}.json`),
        log: log.child({ simulator: server.name }),
      });
      running.push({ server: { ...server, port: simulator.port }, simulator });
    }
    await writeFile(file, JSON.stringify(running.map(({ server }) => server)), { mode: 0o600 });
  } catch (error) {
    await close();
    throw error;
  }
  return {
    enrol: async (store) => {
      const nodes = await store.nodes.list();
      for (const { server, simulator } of running) {
        const driverInfo = {
          redfish_address: simulator.url,
          redfish_username: 'root',
          redfish_password: server.password,
          redfish_verify_ca: caFile,
        };
        const node = nodes.find(({ name }) => name === server.name);
        if (node === undefined) {
          await store.nodes.create({
            uuid: randomUUID(),
            name: server.name,
            driver: 'idrac',
            driverInfo,
            consoleInterface: null,
            fields: { description: 'A simulated server' },
          });
        } else if (!isDeepStrictEqual(node.driverInfo, driverInfo)) {
          await store.nodes.update(node.uuid, { driverInfo });
        }
      }
    },
    close,
  };
}
