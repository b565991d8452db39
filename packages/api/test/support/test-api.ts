import {
  CONSOLE_INTERFACE,
  ConsoleInterfaceRegistry,
  HARDWARE_TYPES,
  createHostContainer,
  defineConsoleInterface,
  secretString,
  type ConsoleInterface,
  type ConsoleInterfaceManifest,
  type ConsoleType,
  type VncConnection,
} from '@ironbridge/base';
import { Secret, silentLogger } from '@ironbridge/common';
import { createKeyring, openStore, type NodeRecord, type Store } from '@ironbridge/store';
import { ContainerModule } from 'inversify';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { createApi, type Api, type ApiOptions } from '../../src/index.js';
import { sendRequest, type TestRequest, type TestResponse } from './send-request.js';

export const PUBLIC_URL = 'http://127.0.0.1:6090/';
export const KEYS = createKeyring(Buffer.alloc(32, 7));
/** The conductor of the transcripts. */
export const CONDUCTOR = '127.0.0.1';

export const VNC: VncConnection = {
  type: 'vnc',
  host: '192.0.2.10',
  port: 5901,
  transport: { kind: 'tcp' },
  security: { kind: 'vnc', password: new Secret('vnc-secret') },
  slots: 1,
  quirks: {},
};

export const PAGE = {
  assets: new Map([
    ['/ui', { contentType: 'text/html; charset=utf-8', body: Buffer.from('<!doctype html>'), etag: '"a"' }],
    ['/ui/servers.js', { contentType: 'text/javascript', body: Buffer.from('"use strict";'), etag: '"b"' }],
  ]),
  contentSecurityPolicy: "default-src 'none'",
};

const driver: ConsoleInterface = {
  validate: () => undefined,
  startConsole: () => Promise.resolve(VNC),
  stopConsole: () => Promise.resolve(),
  getConsole: ({ connection }) => connection,
};

function testInterface(
  name: string,
  consoleTypes: readonly ConsoleType[],
  driverInfo: z.ZodObject,
): ConsoleInterfaceManifest {
  return defineConsoleInterface({
    name,
    hardwareTypes: [],
    consoleTypes,
    driverInfo,
    module: new ContainerModule(({ bind }) => {
      bind(CONSOLE_INTERFACE).toConstantValue(driver);
    }),
  });
}

const INTERFACES = [
  testInterface(
    'ipmitool-socat',
    ['serial'],
    z.object({
      ipmi_address: z.string().meta({ description: 'IP address or hostname of the node' }),
      ipmi_password: secretString('password').optional(),
      ipmi_username: z.string().optional().meta({ description: 'username; default is NULL user' }),
    }),
  ),
  testInterface('fake', ['vnc'], z.object({ fake_pin: secretString('a number nobody may see').optional() })),
  testInterface('no-console', [], z.object({})),
];

/** The api over a store in memory, on a free port of loopback, with one conductor that serves all hardware types. */
export interface TestApi {
  readonly api: Api;
  readonly port: number;
  readonly store: Store;
  readonly registry: ConsoleInterfaceRegistry;
  /** A request in the newest version unless its headers say otherwise. */
  call(request: TestRequest): Promise<TestResponse>;
  /** Does what a conductor does once a console is wanted. */
  startConsole(ident: string): Promise<NodeRecord>;
  stopConsole(ident: string): Promise<void>;
  close(): Promise<void>;
}

export interface TestApiOptions extends Partial<
  Pick<
    ApiOptions,
    | 'readOnly'
    | 'log'
    | 'isReady'
    | 'metrics'
    | 'clock'
    | 'allowedHostnames'
    | 'allowedOrigins'
    | 'publicEndpoint'
    | 'histories'
  >
> {
  readonly withoutConductor?: boolean;
}

export async function createRegistry(): Promise<ConsoleInterfaceRegistry> {
  const registry = new ConsoleInterfaceRegistry(createHostContainer());
  for (const manifest of INTERFACES) registry.register(manifest);
  await registry.enable(INTERFACES.map(({ name }) => name));
  return registry;
}

export async function openTestApi({
  withoutConductor = false,
  ...options
}: TestApiOptions = {}): Promise<TestApi> {
  const store = await openStore({ connection: 'sqlite://', keys: KEYS });
  const registry = await createRegistry();
  if (!withoutConductor) {
    await store.conductors.heartbeat({
      hostname: CONDUCTOR,
      conductorGroup: '',
      hardwareTypes: Object.fromEntries(
        HARDWARE_TYPES.map(({ name }) => [name, registry.interfacesOf(name)]),
      ),
    });
  }
  const api = createApi({
    store,
    registry,
    tokenKey: KEYS.tokens,
    publicUrl: PUBLIC_URL,
    page: PAGE,
    log: silentLogger,
    ...options,
  });
  const { port } = await api.listen({ host: '127.0.0.1', port: 0 });
  return {
    api,
    port,
    store,
    registry,
    call: ({ headers, ...request }) =>
      sendRequest(port, {
        ...request,
        headers: { 'x-openstack-ironic-api-version': '1.82', ...headers },
      }),
    async startConsole(ident) {
      const { uuid, driver: driverName, driverInfo } = await store.nodes.get(ident);
      await store.nodes.setConsoleWanted(uuid, true);
      await store.consoles.begin(uuid, { interfaceName: 'fake', driver: driverName, driverInfo });
      return store.consoles.started(uuid, VNC, VNC.host);
    },
    async stopConsole(ident) {
      const { uuid } = await store.nodes.get(ident);
      await store.nodes.setConsoleWanted(uuid, false);
      await store.consoles.stopped(uuid);
    },
    async close() {
      await api.close();
      await store.close();
    },
  };
}

/** The text inside Ironic's error body. */
export function faultOf(response: TestResponse): unknown {
  const { error_message: text } = response.json();
  const fault = JSON.parse(String(text)) as { faultstring?: string; description?: string };
  return fault.faultstring ?? fault.description;
}

/** A node that can have a console, straight into the store. */
export function createNode(store: Store, given: Partial<NodeRecord> = {}): Promise<NodeRecord> {
  return store.nodes.create({
    uuid: given.uuid ?? randomUUID(),
    name: given.name ?? null,
    driver: given.driver ?? 'fake-hardware',
    driverInfo: given.driverInfo ?? {},
    consoleInterface: given.consoleInterface ?? null,
    fields: given.fields ?? {},
  });
}
