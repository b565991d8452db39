import type { ConsoleConnection, SerialConnection } from '@ironbridge/base';
import { Secret } from '@ironbridge/common';
import {
  createProxy,
  type Proxy,
  type ProxyOptions,
  type RedeemAnswer,
  type SessionClosedReason,
} from '@ironbridge/proxy';
import {
  createKeyring,
  mintConsoleToken,
  openStore,
  type ConsoleToken,
  type NodeRecord,
  type Store,
  type StoreEvent,
} from '@ironbridge/store';
import { randomBytes, randomUUID } from 'node:crypto';
import { Registry } from 'prom-client';
import { BMC_PASSWORD, FakeBmc, type FakeBmcOptions } from './fake-bmc.js';
import { LogRecorder } from './log-recorder.js';
import { TestViewer, type ViewerOptions } from './test-viewer.js';

const PAGE: ProxyOptions['page'] = {
  assets: new Map([
    ['/', { contentType: 'text/html; charset=utf-8', body: Buffer.from('<!doctype html>'), etag: '"1"' }],
    [
      '/viewer.js',
      { contentType: 'text/javascript; charset=utf-8', body: Buffer.from('void 0'), etag: '"2"' },
    ],
  ]),
  contentSecurityPolicy: "default-src 'none'",
};

export interface FixtureOptions {
  readonly bmc?: FakeBmcOptions;
  readonly connection?: Partial<Extract<ConsoleConnection, { type: 'vnc' }>>;
  readonly proxy?: Partial<Omit<ProxyOptions, 'store' | 'tokenKey' | 'metrics'>>;
  /** The proxy hears of no event, as where the bus between it and the rest is down. */
  readonly isDeaf?: boolean;
}

/** A proxy on loopback with a store in memory and one node whose console a fake BMC serves. */
export class ProxyFixture {
  public readonly log = new LogRecorder();
  public readonly registry = new Registry();
  public readonly events: StoreEvent[] = [];
  public readonly bmc: FakeBmc;
  public readonly store: Store;
  public readonly proxy: Proxy;
  public url = '';
  readonly #tokenKey: Secret<Buffer>;
  #node: NodeRecord | undefined;
  readonly #others: Proxy[] = [];

  private constructor(bmc: FakeBmc, store: Store, tokenKey: Secret<Buffer>, options: FixtureOptions) {
    this.bmc = bmc;
    this.store = store;
    this.#tokenKey = tokenKey;
    store.subscribe((event) => this.events.push(event));
    const { subscribe } = store;
    if (options.isDeaf === true) store.subscribe = () => () => undefined;
    this.proxy = createProxy(this.#optionsFor(options.proxy));
    store.subscribe = subscribe;
  }

  public static async open(options: FixtureOptions = {}): Promise<ProxyFixture> {
    const keys = createKeyring(randomBytes(32));
    const store = await openStore({ connection: 'sqlite://', keys });
    const fixture = new ProxyFixture(await FakeBmc.open(options.bmc), store, keys.tokens, options);
    fixture.#node = await fixture.startConsole({ port: fixture.bmc.port, ...options.connection });
    fixture.url = (await fixture.proxy.listen({ host: '127.0.0.1', port: 0 })).url;
    return fixture;
  }

  public get node(): NodeRecord {
    if (this.#node === undefined) throw new Error('The fixture is not open');
    return this.#node;
  }

  public get port(): number {
    return Number(new URL(this.url).port);
  }

  /** Enrols a node with a started console. */
  public async startConsole(
    connection: Partial<Extract<ConsoleConnection, { type: 'vnc' }>> = {},
    uuid: string = randomUUID(),
  ): Promise<NodeRecord> {
    return await this.#enrol(
      {
        type: 'vnc',
        // Not what may be dialled: only the checked address is.
        host: 'bmc.invalid',
        port: this.bmc.port,
        transport: { kind: 'tcp' },
        security: { kind: 'vnc', password: new Secret(BMC_PASSWORD) },
        slots: 2,
        quirks: {},
        ...connection,
      },
      uuid,
    );
  }

  /** Expects that a viewer is let in and then ended for this reason. */
  public async expectRefusal(reason: SessionClosedReason): Promise<void> {
    const { session_key: sessionKey } = await this.redeem();
    const viewer = await this.connect({ sessionKey });
    await viewer.expectClosed(reason);
  }

  /** Enrols a node with a serial console, and mints links to it from now on. */
  public async startSerialConsole(transport: SerialConnection['transport']): Promise<void> {
    this.#node = await this.#enrol({ type: 'serial', transport }, randomUUID());
  }

  /** Another proxy on the same store. */
  public async openAnother(options: FixtureOptions['proxy'] = {}): Promise<string> {
    const proxy = createProxy(this.#optionsFor(options, new Registry()));
    this.#others.push(proxy);
    return (await proxy.listen({ host: '127.0.0.1', port: 0 })).url;
  }

  public mint(claims: Partial<Omit<ConsoleToken, 'id'>> = {}): string {
    const { uuid, generation } = this.node;
    return mintConsoleToken(
      {
        nodeUuid: uuid,
        generation,
        type: 'vnc',
        mode: 'read-write',
        user: 'alice',
        expiresAt: new Date(Date.now() + 60_000),
        ...claims,
      },
      this.#tokenKey,
    );
  }

  public async postToken(token: string, url = this.url): Promise<Response> {
    return await fetch(`${url}/redeem`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    });
  }

  public async redeem(claims: Partial<Omit<ConsoleToken, 'id'>> = {}): Promise<RedeemAnswer> {
    const response = await this.postToken(this.mint(claims));
    if (response.status !== 200) throw new Error(`redeem answered ${String(response.status)}`);
    return (await response.json()) as RedeemAnswer;
  }

  public async connect(options: ViewerOptions, url = this.url): Promise<TestViewer> {
    return await TestViewer.open(url, options);
  }

  /** A viewer that has sent ClientInit and seen ServerInit. */
  public async watch(claims: Partial<Omit<ConsoleToken, 'id'>> = {}): Promise<TestViewer> {
    const { session_key: sessionKey } = await this.redeem(claims);
    const viewer = await this.connect({ sessionKey });
    await viewer.handshake();
    viewer.send(Buffer.of(0));
    return viewer;
  }

  public async close(): Promise<void> {
    await Promise.all([this.proxy, ...this.#others].map((proxy) => proxy.close()));
    await this.bmc.close();
    await this.store.close();
  }

  async #enrol(connection: ConsoleConnection, uuid: string): Promise<NodeRecord> {
    const driver = 'fake-hardware';
    const driverInfo = {};
    await this.store.nodes.create({
      uuid,
      name: null,
      driver,
      driverInfo,
      consoleInterface: null,
      fields: {},
    });
    await this.store.nodes.setConsoleWanted(uuid, true);
    await this.store.consoles.begin(uuid, { interfaceName: 'fake', driver, driverInfo });
    return await this.store.consoles.started(uuid, connection, '127.0.0.1');
  }

  #optionsFor(options: FixtureOptions['proxy'] = {}, registry = this.registry): ProxyOptions {
    const { store, log } = this;
    return { store, tokenKey: this.#tokenKey, page: PAGE, log, metrics: registry, ...options };
  }
}
