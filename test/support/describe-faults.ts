import { randomBytes, randomUUID } from 'node:crypto';
import type { ConsoleInterfaceManifest } from '@ironbridge/base';
import { kindOf, systemClock, type Clock, type JsonObject } from '@ironbridge/common';
import { createConductor, type Conductor } from '@ironbridge/conductor';
import { createFaults, type IdracFaults } from '@ironbridge/simulator';
import { createKeyring, openStore, type NodeRecord, type Store } from '@ironbridge/store';
import { BMC_PASSWORD, type BmcWay, type ObservedBmc } from './bmc-way.js';

/** `done`, or the kind of the error. */
type Outcome = string;
type Expected = Outcome | ((way: BmcWay) => Outcome | readonly Outcome[]);

interface Fault {
  readonly faults?: Partial<IdracFaults>;
  readonly driverInfo?: JsonObject;
  /** What comes of a start and of a stop that meet it. */
  readonly start: Expected;
  readonly stop: Expected;
  /** Of the conductor, where waiting for its own would take long. */
  readonly timeoutMs?: number;
}

const DONE = 'done';

/** One row for every fault of the simulators; a new one does not compile until it has its row. */
const ROWS: Readonly<Record<keyof IdracFaults, { readonly name: string } & Fault>> = {
  hang: { name: 'no answer', faults: { hang: true }, start: 'timeout', stop: 'timeout', timeoutMs: 2_000 },
  slowMs: { name: 'slow', faults: { slowMs: 50 }, start: DONE, stop: DONE },
  unavailableRequests: { name: 'busy twice', faults: { unavailableRequests: 2 }, start: DONE, stop: DONE },
  sys518Requests: { name: 'not ready twice', faults: { sys518Requests: 2 }, start: DONE, stop: DONE },
  resetRequests: { name: 'cut twice', faults: { resetRequests: 2 }, start: DONE, stop: DONE },
  unauthorizedAtRequest: {
    name: '401 in the middle',
    faults: { unauthorizedAtRequest: 4 },
    // A Redfish session that has ended is opened again.
    start: ({ speaks }) => (speaks === 'wsman' ? 'refused' : DONE),
    stop: ({ speaks }) => (speaks === 'redfish' ? DONE : 'refused'),
  },
  truncatedReplies: {
    name: 'half an answer',
    faults: { truncatedReplies: 1 },
    start: 'protocol',
    stop: 'protocol',
  },
  lostReplies: { name: 'lost reply', faults: { lostReplies: 1 }, start: DONE, stop: 'unavailable' },
  rebootAtChangeMs: {
    name: 'restart at change',
    faults: { rebootAtChangeMs: 300 },
    start: DONE,
    stop: 'unavailable',
  },
  redirectTo: {
    name: 'redirect',
    faults: { redirectTo: 'http://127.0.0.2:9' },
    start: 'protocol',
    stop: 'protocol',
  },
  passwordPolicy: {
    name: 'password policy',
    faults: { passwordPolicy: true },
    start: ({ setsPassword }) => (setsPassword ? 'refused' : DONE),
    stop: DONE,
  },
  slotsTaken: {
    name: 'sessions taken',
    faults: { slotsTaken: true },
    start: ({ countsSessions }) => (countsSessions ? 'conflict' : DONE),
    stop: DONE,
  },
  lifecycleControllerNotReady: {
    name: 'Lifecycle Controller',
    faults: { lifecycleControllerNotReady: true },
    start: ({ speaks }) => (speaks === 'redfish' ? DONE : 'timeout'),
    stop: ({ speaks }) => (speaks === 'redfish' ? DONE : 'timeout'),
    timeoutMs: 10_000,
  },
};

const FAULTS: readonly ({ readonly name: string } & Fault)[] = [
  { name: 'none', start: DONE, stop: DONE },
  ...Object.values(ROWS),
  {
    name: 'every reply lost',
    faults: { lostReplies: Infinity },
    // Whichever comes first. Without a password to write, what the first try has changed is all that the second looks for.
    start: ({ setsPassword }) => (setsPassword ? ['unavailable', 'timeout'] : DONE),
    stop: () => ['unavailable', 'timeout'],
    timeoutMs: 10_000,
  },
  { name: 'wrong password', driverInfo: { redfish_password: 'wr0ng' }, start: 'refused', stop: DONE },
];

const SPEED = 5;

/** Clients wait a second and more before they ask a BMC again. */
const fastClock: Clock = {
  now: () => systemClock.now(),
  monotonicMs: () => systemClock.monotonicMs() * SPEED,
  sleep: (ms, signal) => systemClock.sleep(ms / SPEED, signal),
};

const TIMEOUT_MS = 100_000;

async function outcomeOf(work: Promise<unknown>): Promise<Outcome> {
  try {
    await work;
    return DONE;
  } catch (error) {
    return kindOf(error);
  }
}

/** One console on one BMC, and what the store says of it. */
class FaultedConsole {
  public readonly bmc: ObservedBmc;
  public readonly found: unknown;
  readonly #conductor: Conductor;
  readonly #store: Store;
  readonly #node: NodeRecord;

  private constructor(bmc: ObservedBmc, conductor: Conductor, store: Store, node: NodeRecord) {
    this.bmc = bmc;
    this.found = bmc.settings();
    this.#conductor = conductor;
    this.#store = store;
    this.#node = node;
  }

  public static async open(
    manifest: ConsoleInterfaceManifest,
    way: BmcWay,
    fault: Fault,
    store: Store,
  ): Promise<FaultedConsole> {
    const bmc = await way.start();
    const timeoutMs = fault.timeoutMs ?? TIMEOUT_MS;
    const conductor = await createConductor({
      interfaces: [manifest],
      enabledConsoleInterfaces: [manifest.name],
      stateStore: store.consoles,
      clock: fastClock,
      startTimeoutMs: timeoutMs,
      stopTimeoutMs: timeoutMs,
    });
    const node = await store.nodes.create({
      uuid: randomUUID(),
      name: null,
      driver: manifest.hardwareTypes[0] ?? '',
      driverInfo: {
        redfish_address: bmc.url,
        redfish_username: 'root',
        redfish_password: BMC_PASSWORD,
        ...way.driverInfo,
      },
      consoleInterface: null,
      fields: {},
    });
    return new FaultedConsole(bmc, conductor, store, node);
  }

  public start(driverInfo: JsonObject = {}): Promise<Outcome> {
    const node = { ...this.#node, driverInfo: { ...this.#node.driverInfo, ...driverInfo } };
    return outcomeOf(this.#conductor.startConsole(node));
  }

  public stop(): Promise<Outcome> {
    return outcomeOf(this.#conductor.stopConsole(this.#node));
  }

  /** Whether the store knows of a console that somebody has to stop. */
  public async isKnown(): Promise<boolean> {
    return (await this.#store.consoles.load(this.#node.uuid)) !== null;
  }

  /** As the API shows it. */
  public async isEnabled(): Promise<boolean> {
    return (await this.#store.nodes.get(this.#node.uuid)).consoleEnabled;
  }
}

/**
 * Lets every start and every stop by each way meet each fault of the simulators, and prints what came of it. Whatever it was:
 * a store that knows of no console tells the truth, and a stop without faults puts the BMC back.
 */
export function describeFaults(manifest: ConsoleInterfaceManifest, ways: readonly BmcWay[]): void {
  const table: string[] = [];
  let store: Store;

  beforeAll(async () => {
    store = await openStore({ connection: 'sqlite://', keys: createKeyring(randomBytes(32)) });
  });

  afterAll(async () => {
    await store.close();
    const header = row('driver', 'fault', 'at', 'outcome');
    process.stdout.write(`${[header, ...table].join('\n')}\n`);
  });

  const meet = async (
    way: BmcWay,
    fault: Fault & { readonly name: string },
    at: 'start' | 'stop',
  ): Promise<void> => {
    const faulted = await FaultedConsole.open(manifest, way, fault, store);
    const { bmc, found } = faulted;
    try {
      if (at === 'stop') expect(await faulted.start()).toBe(DONE);
      Object.assign(bmc.faults, fault.faults);
      const outcome = await (at === 'start' ? faulted.start(fault.driverInfo) : faulted.stop());
      table.push(row(`${manifest.name} ${way.name}`, fault.name, at, outcome));
      if (!(await faulted.isKnown())) expect(bmc.settings()).toEqual(found);
      expect(await faulted.isEnabled()).toBe((at === 'start') === (outcome === DONE));

      Object.assign(bmc.faults, createFaults());
      expect(await faulted.stop()).toBe(DONE);
      expect(bmc.settings()).toEqual(found);
      expect(await faulted.isKnown()).toBe(false);
      expect(await faulted.isEnabled()).toBe(false);
      expect(bmc.activeRedfishSessions).toBe(0);
      expect(bmc.failedLogins).toBeLessThanOrEqual(1);
      const expected = fault[at];
      const isMet = at === 'start' ? way.asksBmc : way.changesBmc;
      expect(isMet ? [typeof expected === 'function' ? expected(way) : expected].flat() : [DONE]).toContain(
        outcome,
      );
    } finally {
      await bmc.close();
    }
  };

  describe.each(ways)(`${manifest.name}, $name`, (way) => {
    it.each(FAULTS)('leaves the BMC as it was after a start with this fault: $name', (fault) =>
      meet(way, fault, 'start'),
    );
    it.each(FAULTS)('leaves the BMC as it was after a stop with this fault: $name', (fault) =>
      meet(way, fault, 'stop'),
    );
  });
}

function row(driver: string, fault: string, at: string, outcome: Outcome): string {
  return `${driver.padEnd(27)} ${fault.padEnd(20)} ${at.padEnd(5)} ${outcome}`;
}
